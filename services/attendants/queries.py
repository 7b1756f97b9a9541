"""Attendants as rows: the list and one of them."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet
from django.db.models.functions import Lower
from django.shortcuts import get_object_or_404

from services.attendants.checks import by_app, problems_in
from services.attendants.setups import Setup, setups_of
from services.schedules.words import state_words
from services.voice_apps.models import ResourceAccount, VoiceApp
from services.voice_apps.problems import Problem
from tenants.models import Tenant


def attendants() -> QuerySet[VoiceApp]:
    """All attendants of the scope's tenant, with the `key` that sorts them without regard to capitals."""
    return VoiceApp.objects.filter(kind=VoiceApp.Kind.ATTENDANT).annotate(key=Lower("name"))


def attendant_or_404(pk: int) -> VoiceApp:
    """One attendant, with its tenant."""
    return get_object_or_404(attendants().select_related("tenant"), pk=pk)


@dataclass(frozen=True)
class Row:
    """A line of the list."""

    app: VoiceApp
    setup: Setup
    numbers: list[str]
    problems: list[Problem]

    @property
    def more_numbers(self) -> int:
        """How many numbers the list leaves out, which shows two."""
        return max(0, len(self.numbers) - 2)

    @property
    def in_the_way(self) -> list[Problem]:
        """What keeps it from being valid."""
        return [problem for problem in self.problems if problem.stands_in_the_way]

    @property
    def is_broken(self) -> bool:
        """Callers meet a fault."""
        return any(problem.is_broken for problem in self.problems)

    @property
    def is_open(self) -> bool | None:
        """Whether somebody answers now; None when its hours or its zone cannot be read."""
        now = self.setup.local_now
        return None if now is None or self.setup.week is None else self.setup.week.is_open(now)

    @property
    def state(self) -> str:
        """ "open until 17:00"; "" when that cannot be said."""
        return now_words(self.setup)


def now_words(setup: Setup) -> str:
    """What holds now and until when, by the clock of its zone; "" when hours or zone cannot be read."""
    now = setup.local_now
    return "" if now is None or setup.week is None else state_words(setup.week, now)


def rows_of(tenant: Tenant, apps: Sequence[VoiceApp]) -> list[Row]:
    """The lines of these attendants; a number of queries that does not grow."""
    setups = setups_of(apps)
    problems = by_app(problems_in(tenant, setups))
    numbers: dict[int, list[str]] = {app.pk: [] for app in apps}
    accounts = ResourceAccount.objects.filter(app__in=apps).order_by("number__e164")
    for app, e164 in accounts.values_list("app_id", "number__e164"):
        numbers[app].append(e164)
    return [Row(one.app, one, numbers[one.app.pk], problems[one.app.pk]) for one in setups]
