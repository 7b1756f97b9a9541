"""The coded cells of the reference data in words. What we do not know is shown as it is; nothing stays nothing."""

import re

from django.utils.formats import number_format
from django.utils.text import capfirst, get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

RANGE = re.compile(r"(\d+)-(\d+)")
AT_MOST = re.compile(r"<=(\d+)")
EITHER_POOL = re.compile(r"(\d+) domestic or (\d+) international")


def _figure(text: str) -> str:
    return str(number_format(int(text), use_l10n=True, force_grouping=True))


def weeks(text: str) -> str:
    """ "2-3" is "2 to 3 weeks", "<=4" is "up to 4 weeks"."""
    if found := RANGE.fullmatch(text):
        return _("%(least)s to %(most)s weeks") % {"least": found[1], "most": found[2]}
    if found := AT_MOST.fullmatch(text):
        return ngettext("up to %(most)s week", "up to %(most)s weeks", int(found[1])) % {"most": found[1]}
    if text.isdigit():
        return ngettext("%(count)s week", "%(count)s weeks", int(text)) % {"count": text}
    return text


def minutes(text: str) -> str:
    """ "120;240;1200" is a choice of plans; "1200 domestic or 600 international" is one pool (rules 1.1)."""
    parts = text.split(";")
    if all(part.isdigit() for part in parts):
        figures = [_figure(part) for part in parts]
        several = ", ".join(figures[:-1])
        words = (
            _("%(several)s or %(last)s") % {"several": several, "last": figures[-1]}
            if several
            else figures[0]
        )
        return _("%(figures)s minutes a month") % {"figures": words}
    if found := EITHER_POOL.fullmatch(text):
        return _(
            "%(domestic)s domestic or %(international)s international minutes a month, whichever ends first"
        ) % {
            "domestic": _figure(found[1]),
            "international": _figure(found[2]),
        }
    return text


def premium(text: str) -> str:
    """Calls to premium numbers are always paid from credits (rules 1.1)."""
    words = {
        "yes": _("Yes, paid from Communications Credits"),
        "partial": _("Some, paid from Communications Credits"),
        "no": _("No"),
    }
    return words.get(text, text)


def zone(text: str) -> str:
    """ "Zone-1" is "Zone 1"."""
    return _("A plan of its own") if text == "own plan" else text.replace("Zone-", _("Zone") + " ")


def conferencing_terms(text: str) -> str:
    """On what terms Audio Conferencing is sold."""
    words = {
        "subscription": _("By subscription."),
        "pay_per_minute_only": _("By the minute only, paid from Communications Credits."),
        "buyers_outside_country_only": _("Only for organisations outside the country."),
    }
    return words.get(text, text)


def assigned_number(text: str) -> str:
    """Whether a meeting gets a number of this country by itself."""
    words = {
        "yes": _("Yes"),
        "no": _("No"),
        "non_geographic": _("Yes, a non-geographic one"),
        "not_applicable": _("Does not apply"),
    }
    return words.get(text, text)


def dial_out(text: str) -> str:
    """Whether a meeting can call somebody in this country."""
    words = {
        "available": _("Available"),
        "credits_required": _("Needs Communications Credits"),
        "restricted": _("Restricted"),
    }
    return words.get(text, text)


def letters(text: str) -> str:
    """Which letters of authorisation there are."""
    words = {
        "all": _("one for all kinds of number"),
        "user_and_service": _("one for user and service numbers"),
        "geographic": _("one for geographic numbers"),
        "toll_free": _("one for toll-free numbers"),
    }
    return capfirst("; ".join(words.get(part, part) for part in text.split(";")))


def port_ways(text: str) -> str:
    """How a port is ordered: several ways may be open."""
    words = {"admin_center": _("online"), "form": _("by a form to the desk"), "none": _("not offered")}
    ways = []
    for part in filter(None, text.split(";")):
        channel, _colon, partner = part.partition(":")
        ways.append(_("through %(partner)s") % {"partner": partner} if partner else words.get(channel, part))
    return capfirst(get_text_list(ways, _("or")))


def days(least: int | None, most: int | None = None) -> str:
    """Business days, as a range or a least number."""
    if least and most:
        return _("%(least)s to %(most)s business days") % {"least": least, "most": most}
    return (
        ngettext("%(count)s day at least", "%(count)s days at least", least) % {"count": least}
        if least
        else ""
    )


def number_kind(text: str) -> str:
    """The kind of number that a rate is for."""
    words = {
        "landline": _("Landline"),
        "mobile": _("Mobile"),
        "mixed": _("Landline and mobile"),
        "non-geographic": _("Non-geographic"),
    }
    return words.get(text, text)
