"""What a country offers, in words: the lines of a country's page, of the comparison and of step 1."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_stubs_ext import StrPromise

from countries.models import Channel, Country
from countries.notes import sentences
from countries.queries import WayIn, channel_for

# Kind of a status pill for an answer.
YES, NO, PART, UNKNOWN = "ok", "skip", "wait", "todo"


@dataclass(frozen=True)
class Line:
    """One answer: what was asked, how it stands (a status kind), in a word and with what is worth adding."""

    label: StrPromise | str
    kind: str
    word: str
    more: str = ""


@dataclass(frozen=True)
class Section:
    """Lines that belong together."""

    title: StrPromise | str
    lines: Sequence[Line] = field(default_factory=list)


def not_stated(text: str) -> str:
    """The text, or that the source is silent."""
    return text or _("Not stated")


def answer(label: StrPromise | str, value: bool | None, more: str = "") -> Line:
    """Yes, no or not stated."""
    if value is None:
        return Line(label, UNKNOWN, _("Not stated"), more)
    return Line(label, YES if value else NO, _("Yes") if value else _("No"), more)


def text_line(label: StrPromise | str, text: str) -> Line:
    """A fact in words."""
    return Line(label, "plain" if text else UNKNOWN, not_stated(text))


def way_line(label: StrPromise | str, way: WayIn, more: str = "") -> Line:
    """How numbers are obtained, as a word and what follows from it."""
    words = {
        Channel.ONLINE: (YES, _("Online"), _("Search and hold them here.")),
        Channel.FORM: (PART, _("Request form"), _("The provider's desk looks for them.")),
        Channel.PARTNER: (
            PART,
            _("Through %(partner)s") % {"partner": way.partner},
            _("A partner gives them out."),
        ),
        Channel.NONE: (NO, _("Not offered"), ""),
        Channel.NOT_STATED: (UNKNOWN, _("Not stated"), _("The search decides.")),
    }
    kind, word, then = words[way.channel]
    return Line(label, kind, word, more or then)


def sections(place: Country) -> list[Section]:
    """All that is known of a country, in the order of the set-up."""
    return [
        _telephony(place),
        _plans(place),
        _numbers(place),
        _conferencing(place),
        _porting(place),
        _emergency(place),
    ]


def _telephony(place: Country) -> Section:
    return Section(
        gettext_lazy("Phone System"),
        [
            answer(gettext_lazy("Phone System"), place.phone_system),
            answer(gettext_lazy("Call queues"), place.call_queue),
            answer(gettext_lazy("Auto attendants"), place.auto_attendant),
            answer(gettext_lazy("Voicemail"), place.voicemail),
        ],
    )


def _plans(place: Country) -> Section:
    partner = (
        _("Sold by %(partner)s.") % {"partner": place.calling_plan_partner}
        if place.calling_plan_partner
        else ""
    )
    return Section(
        gettext_lazy("Calling Plans"),
        [
            answer(gettext_lazy("Calling Plans"), place.calling_plans, partner),
            answer(
                gettext_lazy("Domestic plan"), place.calling_plan_domestic, _minutes(place.domestic_minutes)
            ),
            answer(
                gettext_lazy("International plan"),
                place.calling_plan_international,
                _minutes(place.international_minutes),
            ),
            answer(gettext_lazy("Pay-As-You-Go plan"), place.pay_as_you_go, place.payg_zone),
            text_line(
                gettext_lazy("Calls to premium numbers"), PREMIUM.get(place.premium_outbound, lambda: "")()
            ),
        ],
    )


PREMIUM = {
    "yes": lambda: _("Yes, from Communications Credits"),
    "no": lambda: _("No"),
    "partial": lambda: _("Some, from Communications Credits"),
}


def _minutes(text: str) -> str:
    if not text:
        return ""
    if ";" in text:
        return _("%(minutes)s minutes a month") % {"minutes": text.replace(";", " / ")}
    return _("%(minutes)s minutes a month") % {"minutes": text}


def _weeks(text: str) -> str:
    if not text:
        return ""
    if text.startswith("<="):
        return _("up to %(weeks)s weeks") % {"weeks": text[2:]}
    return _("%(weeks)s weeks") % {"weeks": text.replace("-", "–")}


def _numbers(place: Country) -> Section:
    return Section(
        gettext_lazy("Numbers"),
        [
            way_line(gettext_lazy("User numbers"), channel_for(place, "user")),
            way_line(gettext_lazy("Toll service numbers"), channel_for(place, "toll")),
            way_line(gettext_lazy("Toll-free service numbers"), channel_for(place, "toll_free")),
            text_line(gettext_lazy("New numbers on request take"), _weeks(place.new_order_weeks)),
            answer(gettext_lazy("Only non-geographic numbers"), place.only_non_geographic),
            answer(gettext_lazy("Directory listing"), place.directory_listing_supported),
        ],
    )


def _conferencing(place: Country) -> Section:
    terms = {
        "pay_per_minute_only": _("Pay-per-minute only."),
        "buyers_outside_country_only": _("For buyers outside the country only."),
    }.get(place.audio_conferencing_terms, "")
    dial_out = {
        "available": _("Available"),
        "credits_required": _("Needs Communications Credits"),
        "restricted": _("Restricted"),
    }.get(place.call_me_dial_out, place.call_me_dial_out)
    assigned = {
        "yes": _("Yes"),
        "no": _("No"),
        "non_geographic": _("Yes, non-geographic"),
        "not_applicable": _("Not applicable"),
    }.get(place.auto_assigned_conference_number, "")
    return Section(
        gettext_lazy("Conferencing and credits"),
        [
            answer(gettext_lazy("Audio Conferencing"), place.audio_conferencing, terms),
            text_line(gettext_lazy("A number is assigned automatically"), assigned),
            text_line(gettext_lazy("Call me and dial-out"), dial_out),
            answer(gettext_lazy("Communications Credits"), place.communications_credits),
        ],
    )


def _porting(place: Country) -> Section:
    lead = (
        _("%(days)s days at least") % {"days": place.port_lead_days_min} if place.port_lead_days_min else ""
    )
    return Section(
        gettext_lazy("Bringing numbers along"),
        [
            answer(gettext_lazy("User numbers"), place.port_in_user, _weeks(place.port_weeks)),
            answer(gettext_lazy("Service numbers"), place.port_in_service),
            answer(gettext_lazy("Mobile numbers"), place.mobile_port_in),
            text_line(gettext_lazy("Lead time"), lead),
        ],
    )


def _emergency(place: Country) -> Section:
    moment = str(place.get_emergency_address_moment_display()) if place.emergency_address_moment else ""
    return Section(
        gettext_lazy("Emergency address"),
        [
            text_line(gettext_lazy("Asked for"), moment),
            answer(gettext_lazy("Must fit the area code"), place.address_must_match_area_code),
        ],
    )


def lacks(place: Country) -> list[str]:
    """What the country does not have or does not sell here, as sentences; what is not stated is not said."""
    found = []
    if place.phone_system is False:
        found.append(_("Phone System is not offered."))
    if not place.has_calling_plans and place.calling_plans is False:
        found.append(_("There are no Calling Plans: the way is Direct Routing."))
    if place.calling_plan_partner:
        found.append(_("Calling Plans are sold by %(partner)s.") % {"partner": place.calling_plan_partner})
    if place.toll_service_numbers is False:
        found.append(_("There are no toll service numbers."))
    if place.toll_free_service_numbers is False:
        found.append(_("There are no toll-free numbers."))
    if place.audio_conferencing is False:
        found.append(_("Audio Conferencing is not sold."))
    if place.communications_credits is False:
        found.append(_("Communications Credits are not sold."))
    return found + sentences(place.notes)
