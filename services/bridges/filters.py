"""What narrows and sorts the list of organisers; all of it is in the address."""

from typing import Any, Final

from django import forms
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from services.bridges.models import BridgeNumber
from tenants.search_keys import search_key
from ui.formats import national
from ui.lists import ListFilter

SORTS: Final = {"name": "person__sort_key", "id": "conference_id", "pin": "pin_set_at"}


class OrganiserFilter(ListFilter):
    """The filters of the organisers. Its choices are made by one query."""

    q = forms.CharField(label=gettext_lazy("Name, user name or conference id"), max_length=80)
    state = forms.ChoiceField(
        label=gettext_lazy("Status"),
        choices=[
            ("", gettext_lazy("Any")),
            ("working", gettext_lazy("Callers can join")),
            ("unlicensed", gettext_lazy("Licence is gone")),
            ("unreachable", gettext_lazy("No toll number")),
        ],
    )
    number = forms.ChoiceField(label=gettext_lazy("Number"))

    def __init__(self, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(request, **kwargs)
        numbers = BridgeNumber.objects.order_by("e164").values_list("pk", "e164")
        choices = [("", _("Any")), *((str(pk), national(e164)) for pk, e164 in numbers)]
        self.fields["number"].choices = choices  # type: ignore[attr-defined]

    def filter_q(self, rows: QuerySet[Any], value: str) -> QuerySet[Any]:
        """Every word must occur in the person's names; what is digits alone may also be part of a conference id."""
        named = Q()
        for word in search_key(value).split()[:8]:
            named &= Q(person__search_text__contains=word)
        digits = value.replace(" ", "").replace("-", "")
        is_id = digits.isascii() and digits.isdigit()
        return rows.filter(named | Q(conference_id__contains=digits) if is_id else named)

    def filter_state(self, rows: QuerySet[Any], value: str) -> QuerySet[Any]:
        """One of the states that a row shows."""
        if value == "unreachable":
            return rows.filter(toll_number=None)
        if value == "unlicensed":
            return rows.filter(is_licensed=False)
        return rows.filter(is_licensed=True).exclude(toll_number=None)

    def filter_number(self, rows: QuerySet[Any], value: str) -> QuerySet[Any]:
        """Organisers whose invitations print the number."""
        return rows.filter(Q(toll_number_id=value) | Q(toll_free_number_id=value))


def sort_of(text: str) -> str:
    """The order that an address asks for; by name for anything else."""
    column = SORTS.get(text.removeprefix("-"))
    if column is None:
        return "person__sort_key"
    return f"-{column}" if text.startswith("-") else column
