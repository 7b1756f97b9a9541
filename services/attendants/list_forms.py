"""What narrows and sorts the list of attendants; all of it is in the address."""

from typing import Any, ClassVar, Final

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from services.attendants.checks import by_app, problems_of
from services.languages import LANGUAGES
from services.voice_apps.models import VoiceApp
from tenants.models import Tenant
from ui.lists import ListFilter

ANY: Final = ("", _("Any"))
BROKEN, UNFINISHED, VALID = "broken", "unfinished", "valid"


class AttendantFilter(ListFilter):
    """The filters of the list of attendants."""

    q = forms.CharField(label=_("Search attendants"), max_length=80)
    health = forms.ChoiceField(
        label=_("Health"),
        choices=[ANY, (BROKEN, _("With problems")), (UNFINISHED, _("Not finished")), (VALID, _("Valid"))],
    )
    numbers = forms.ChoiceField(
        label=_("Numbers"), choices=[ANY, ("yes", _("With a number")), ("no", _("Without"))]
    )
    language = forms.ChoiceField(label=_("Language"), choices=[ANY, *LANGUAGES])

    lookups: ClassVar[dict[str, str]] = {"language": "language", "q": "name__icontains"}

    def __init__(self, request: HttpRequest, *, tenant: Tenant, **kwargs: Any) -> None:
        super().__init__(request, **kwargs)
        self.tenant = tenant

    def filter_health(self, apps: QuerySet[VoiceApp], value: str) -> QuerySet[VoiceApp]:
        """With something that callers meet as a fault, with something not decided, or neither; as the rows say it."""
        problems = by_app(problem for problem in problems_of(self.tenant) if problem.stands_in_the_way)
        if value == VALID:
            return apps.exclude(pk__in=problems)
        broken = {pk for pk, found in problems.items() if any(problem.is_broken for problem in found)}
        return apps.filter(pk__in=broken if value == BROKEN else set(problems) - broken)

    def filter_numbers(self, apps: QuerySet[VoiceApp], value: str) -> QuerySet[VoiceApp]:
        """With a number that leads to it, or without."""
        return apps.filter(accounts__isnull=value == "no").distinct()


def sort_of(request: HttpRequest) -> str:
    """The order that the address asks for: by name, or turned round."""
    return "-key" if request.GET.get("sort") == "-name" else "key"
