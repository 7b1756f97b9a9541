"""The ten steps as one ordered list. A step that is not built yet is not in it."""

from dataclasses import dataclass

from django.urls import reverse

from countries.step import STEP as COUNTRY_AVAILABILITY
from credits.step import STEP as COMMUNICATIONS_CREDITS
from licensing.step import STEP as LICENCES
from numbering.step import STEP as USER_NUMBERS
from services.attendants.step import STEP as AUTO_ATTENDANTS
from services.bridges.step import STEP as AUDIO_CONFERENCING
from services.numbers.answer_step import STEP as ASSIGN_NUMBERS
from services.numbers.step import STEP as SERVICE_NUMBERS
from services.plans.step import STEP as CALLING_PLANS
from services.queues.step import STEP as CALL_QUEUES
from tenants.models import Tenant
from tenants.steps import Step, StepState, StepStatus
from wizard.models import StepChoice

STEPS: tuple[Step, ...] = (
    COUNTRY_AVAILABILITY,
    LICENCES,
    USER_NUMBERS,
    SERVICE_NUMBERS,
    CALLING_PLANS,
    AUDIO_CONFERENCING,
    CALL_QUEUES,
    AUTO_ATTENDANTS,
    ASSIGN_NUMBERS,
    COMMUNICATIONS_CREDITS,
)
FINISHED = (StepStatus.COMPLETED, StepStatus.NOT_NEEDED)


@dataclass(frozen=True)
class PlacedStep:
    """A step with its state in one tenant, as the task list and the rail draw it."""

    step: Step
    state: StepState
    url: str
    current: bool = False

    @property
    def number(self) -> int:
        return self.step.number

    @property
    def title(self) -> str:
        return str(self.step.title)

    @property
    def status(self) -> str:
        return self.state.status.value

    @property
    def status_label(self) -> str:
        return str(self.state.status.label)

    @property
    def reason(self) -> str:
        return self.state.reason

    @property
    def is_finished(self) -> bool:
        return self.state.status in FINISHED


def step_by_key(key: str) -> Step:
    """The step of this key; StopIteration when there is none, which is a bug."""
    return next(step for step in STEPS if step.key == key)


def placed_steps(tenant: Tenant, *, current: str = "") -> list[PlacedStep]:
    """All steps with their states, inside the tenant's scope. The admin's own "not needed" wins where it may be said."""
    skipped = set(StepChoice.objects.filter(not_needed=True).values_list("step", flat=True))
    return [_placed(step, tenant, skipped=step.key in skipped, current=step.key == current) for step in STEPS]


def _placed(step: Step, tenant: Tenant, *, skipped: bool, current: bool) -> PlacedStep:
    state = step.state(tenant)
    if skipped and step.may_be_skipped and state.status != StepStatus.COMPLETED:
        state = StepState(StepStatus.NOT_NEEDED, state.detail or state.reason)
    return PlacedStep(step, state, reverse(step.url_name, args=[tenant.slug]), current)


def next_step(steps: list[PlacedStep]) -> PlacedStep | None:
    """The one next thing to do: the first problem, else the first step that is not finished and can be worked on."""
    problems = [placed for placed in steps if placed.state.status == StepStatus.PROBLEM]
    open_steps = [p for p in steps if not p.is_finished and p.state.status != StepStatus.BLOCKED]
    return next(iter(problems + open_steps), None)
