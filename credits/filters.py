"""What narrows the ledger; all of it is in the address."""

import re
from datetime import UTC, datetime
from typing import Any, ClassVar

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from credits.models import Entry
from ui.lists import ListFilter

MONTH = re.compile(r"(\d{4})-(\d{2})")
ANY = ("", _("Any"))


class MonthField(forms.CharField):
    """A month as browsers write it: 2026-11. Its value is the first moment of the month and of the next, in UTC."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=7, **kwargs)
        self.widget.input_type = "month"

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return ""
        found = MONTH.fullmatch(text)
        if not found or not 1 <= int(found[2]) <= 12 or int(found[1]) < 1:
            raise forms.ValidationError(_("Write a month as in 2026-11."), code="month")
        return text


class LedgerFilter(ListFilter):
    """The filters of the ledger."""

    q = forms.CharField(label=_("Reference or note"), max_length=120)
    kind = forms.ChoiceField(label=_("Movement"), choices=[ANY, *Entry.Kind.choices])
    purpose = forms.ChoiceField(label=_("Used for"), choices=[ANY, *Entry.Purpose.choices[1:]])
    month = MonthField(label=_("Month"))
    lookups: ClassVar[dict[str, str]] = {"kind": "kind", "purpose": "purpose"}

    def filter_q(self, entries: QuerySet[Entry], text: str) -> QuerySet[Entry]:
        """A reference that begins like this, or a note that has it."""
        if "\x00" in text:
            return entries.none()
        return entries.filter(reference__istartswith=text) | entries.filter(note__icontains=text)

    def filter_month(self, entries: QuerySet[Entry], month: str) -> QuerySet[Entry]:
        """Movements of a month, from its first moment in UTC."""
        year, number = int(month[:4]), int(month[5:])
        begin = datetime(year, number, 1, tzinfo=UTC)
        end = datetime(year + number // 12, number % 12 + 1, 1, tzinfo=UTC) if year < 9999 else begin
        return entries.filter(at__gte=begin, at__lt=end)
