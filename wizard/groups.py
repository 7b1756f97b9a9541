"""The task list's four groups, in the order in which they are drawn."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrPromise

from tenants.steps import StepGroup
from wizard.steps import PlacedStep


@dataclass(frozen=True)
class Group:
    """A heading of the task list and its steps."""

    key: StepGroup
    title: StrPromise | str
    hint: StrPromise | str
    steps: list[PlacedStep]


HEADINGS = (
    (StepGroup.CHECK, _("Check"), _("What your countries offer")),
    (StepGroup.PEOPLE, _("People"), _("Who may call")),
    (StepGroup.NUMBERS, _("Numbers"), _("What callers dial")),
    (StepGroup.SERVICES, _("Services"), _("What callers reach")),
)


def grouped(steps: list[PlacedStep]) -> list[Group]:
    """The steps under their headings; a heading without steps is left out."""
    groups = [
        Group(key, title, hint, [step for step in steps if step.step.group == key])
        for key, title, hint in HEADINGS
    ]
    return [group for group in groups if group.steps]
