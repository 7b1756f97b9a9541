"""The overview of a tenant of 10,000 people and 200 queues and attendants, against one of 10 people and 4 of these."""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from django.core.management import call_command
from django.db import connection

from bench import Measurement, benchmark
from bench.task_list import licensed_people, look
from numbering.models import PhoneNumber
from services.attendants.models import Attendant, Flow
from services.queues.models import Agent, Queue
from services.voice_apps.models import Destination, ResourceAccount, VoiceApp
from tenants.models import Membership, Person, Role, Site, Tenant, User
from tenants.scoping import tenant_scope
from tenants.steps import Step, StepState, StepStatus
from wizard import steps

overview = partial(look, says=b"What a caller reaches")
BRANCHES, LEAVES = 9, 5  # of the main number: so many attendants behind its keys, so many queues behind each


@benchmark("dashboard_page")
def dashboard_page() -> Iterator[Measurement]:
    """The page is worked out anew at each look, picture and all; its cost must not follow the number of people."""
    call_command("load_reference_data", verbosity=0)
    call_command("load_products", verbosity=0)
    real, steps.STEPS = steps.STEPS, tuple(_finished(step) for step in steps.STEPS)
    try:
        small = overview(_tenant("narrow", people=10, branches=1, leaves=2, others=0))
        large = overview(
            _tenant(
                "broad",
                people=10_000,
                branches=BRANCHES,
                leaves=LEAVES,
                others=200 - 1 - BRANCHES * (LEAVES + 1),
            )
        )
    finally:
        steps.STEPS = real
    yield Measurement("dashboard_page", 10_000, large[0], "queries", small[0])
    yield Measurement("dashboard_page", 10_000, large[1] * 1000, "ms", small[1] * 1000)


def _finished(step: Step) -> Step:
    """The step, which costs what it costs and always says that it is completed."""

    def state(tenant: Tenant) -> StepState:
        return replace(step.state(tenant), status=StepStatus.COMPLETED)

    return replace(step, state=state)


def _tenant(slug: str, *, people: int, branches: int, leaves: int, others: int) -> Tenant:
    """People with licences and numbers, one main number, its attendants and queues, and queues that it never reaches."""
    tenant = Tenant.objects.create(slug=slug, name=slug, country="US")
    user = User.objects.create_user(f"{slug}@example.com")
    prefix = 20 + len(slug)
    with tenant_scope(tenant):
        Membership.objects.create(tenant=tenant, user=user, role=Role.ADMIN)
        site = Site.objects.create(tenant=tenant, name="Seattle", country="US")
        staff = licensed_people(tenant, site, people)
        _numbers(tenant, staff, prefix)
        apps = _apps(tenant, 1 + branches, branches * leaves + others)
        _flows(tenant, apps[: 1 + branches], apps[1 + branches :], leaves)
        _agents(tenant, apps[1 + branches :], staff)
        _answer(tenant, apps[0], prefix)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return tenant


def _number(tenant: Tenant, e164: str, usage: str, person: Person | None = None) -> PhoneNumber:
    return PhoneNumber(
        tenant=tenant,
        e164=e164,
        country="US",
        kind="geographic",
        supply="calling_plan",
        origin="online",
        usage=usage,
        allowance="user" if usage == "user" else "toll",
        status="assigned",
        person=person,
        max_concurrent_calls=3,
    )


def _numbers(tenant: Tenant, staff: list[Person], prefix: int) -> None:
    rows = [_number(tenant, f"+1{prefix}{number:08}", "user", person) for number, person in enumerate(staff)]
    PhoneNumber.objects.bulk_create(rows, batch_size=2000)


def _apps(tenant: Tenant, attendants: int, queues: int) -> list[VoiceApp]:
    kinds = ["attendant"] * attendants + ["queue"] * queues
    rows = [
        VoiceApp(tenant=tenant, kind=kind, name=f"{kind} {number}", language="en-US")
        for number, kind in enumerate(kinds)
    ]
    VoiceApp.objects.bulk_create(rows)
    Attendant.objects.bulk_create(
        [Attendant(tenant=tenant, app=app, time_zone="UTC") for app in rows[:attendants]]
    )
    Flow.objects.bulk_create(
        [Flow(tenant=tenant, attendant_id=app.pk, moment="open") for app in rows[:attendants]]
    )
    Queue.objects.bulk_create([Queue(tenant=tenant, app=app) for app in rows[attendants:]])
    return rows


def _flows(tenant: Tenant, attendants: list[VoiceApp], queues: list[VoiceApp], leaves: int) -> None:
    """Each attendant offers a menu: the first leads to the others, they to their queues, and queues to one another."""
    rows = [Destination(tenant=tenant, app=app, slot="open", action="menu") for app in attendants]
    front, *branches = attendants
    pairs = [(front, f"open.{key}", app) for key, app in enumerate(branches, 1)]
    for number, branch in enumerate(branches):
        own = queues[number * leaves : (number + 1) * leaves]
        pairs += [(branch, f"open.{key}", queue) for key, queue in enumerate(own, 1)]
        pairs += [(queue, "timeout", own[0]) for queue in own[1:]]
    rows += [
        Destination(tenant=tenant, app=app, slot=slot, action="app", target=target)
        for app, slot, target in pairs
    ]
    rows += [Destination(tenant=tenant, app=queue, slot="overflow", action="busy") for queue in queues]
    Destination.objects.bulk_create(rows)


def _agents(tenant: Tenant, queues: list[VoiceApp], staff: list[Person]) -> None:
    rows = [
        Agent(
            tenant=tenant,
            queue_id=queue.pk,
            person=staff[(number * 7 + place) % len(staff)],
            position=place,
        )
        for number, queue in enumerate(queues)
        for place in range(min(10, len(staff)))
    ]
    Agent.objects.bulk_create(rows, batch_size=2000)


def _answer(tenant: Tenant, app: VoiceApp, prefix: int) -> None:
    number = _number(tenant, f"+1{prefix}99999999", "voice_app")
    number.save()
    ResourceAccount.objects.create(
        tenant=tenant, app=app, number=number, user_name=f"aa-{tenant.slug}", display_name=app.name
    )
