"""The columns of a file that gives numbers to people, and the words that its cells may hold."""

import re
from collections.abc import Sequence
from typing import Final

from django.utils.translation import gettext as _

from tenants.search_keys import search_key
from ui.refusals import Refusal

HEADINGS: Final = {
    "Person": "person",
    "Number": "number",
    "Emergency address": "address",
    "Action": "action",
}
"""The headings of the template. Never translated: a file is read by everybody of the organisation."""

_ALIASES: Final = {
    "user name": "person",
    "user principal name": "person",
    "userprincipalname": "person",
    "upn": "person",
    "telephone number": "number",
    "telephonenumber": "number",
    "phone number": "number",
    "emergency location": "address",
    "location": "address",
    "site": "address",
    "act": "action",
}
ASSIGN, UNASSIGN = "assign", "unassign"
_ACTS: Final = {
    **dict.fromkeys(("", "assign", "give", "add"), ASSIGN),
    **dict.fromkeys(("unassign", "take away", "take", "remove", "free"), UNASSIGN),
}
_NEXT_FREE: Final = re.compile(r"next(?: free)?(?: number)?(?: in (?P<city>\S.*))?", re.IGNORECASE)


def field_of(heading: str) -> str:
    """The field that a heading fills, in any case and with any blanks; "" when it is not one of ours."""
    key = search_key(heading.replace("_", " "))
    own = {search_key(name): field for name, field in HEADINGS.items()}
    return own.get(key) or _ALIASES.get(key, "")


def match(headings: Sequence[str]) -> list[str]:
    """The field of each heading. Raises Refusal when people or numbers have no column, and when one has two."""
    fields = [field_of(heading) for heading in headings]
    for heading, field in HEADINGS.items():
        if fields.count(field) > 1:
            raise Refusal(_("Two columns are for “%(heading)s”. Leave one of them.") % {"heading": heading})
    missing = [name for name in ("Person", "Number") if HEADINGS[name] not in fields]
    if missing:
        found = ", ".join(heading[:40] for heading in headings[:6] if heading.strip())
        raise Refusal(
            _(
                "The first line has no heading %(missing)s. It reads: %(found)s. The template shows all headings."
            )
            % {"missing": _(" and ").join(missing), "found": found or "–"}
        )
    return fields


def act_of(text: str) -> str:
    """What a cell of the column Action asks for; "" for words that mean nothing to us."""
    return _ACTS.get(" ".join(text.casefold().split()), "")


def next_free(text: str) -> str | None:
    """The city of “next free in Seattle”, "" for “next free”, None for anything else."""
    found = _NEXT_FREE.fullmatch(" ".join(text.split()))
    return (found["city"] or "") if found else None
