"""What a country offers, in words: the lines of a country's page, of the comparison and of step 1."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from countries import phrases
from countries.models import Channel, Country
from countries.notes import sentences
from countries.queries import WayIn, channel_for, offers

# The kind of status that an answer is drawn as; see the tag `status`.
YES, NO, PART, FACT, UNKNOWN = "ok", "off", "wait", "fact", "todo"


@dataclass(frozen=True)
class Line:
    """One answer: what was asked, how it stands, in a word, and what is worth adding."""

    label: str
    kind: str
    word: str
    more: str = ""

    @property
    def is_stated(self) -> bool:
        """The source says something about it."""
        return self.kind != UNKNOWN


@dataclass(frozen=True)
class Section:
    """Lines that belong together. Every country has the same sections and lines, so that they can be compared."""

    title: str
    lines: Sequence[Line] = field(default_factory=list)


def answer(label: str, value: bool | None, more: str = "") -> Line:
    """Yes, no or not stated."""
    if value is None:
        return Line(label, UNKNOWN, _("Not stated"), more)
    return Line(label, YES if value else NO, _("Yes") if value else _("No"), more if value else "")


def fact(label: str, text: str) -> Line:
    """A fact in words, or that the source is silent."""
    return Line(label, FACT, text) if text else Line(label, UNKNOWN, _("Not stated"))


def way(label: str, allowance: str, place: Country) -> Line:
    """How numbers of an allowance are obtained, and what follows from it."""
    found: WayIn = channel_for(place, allowance)
    words = {
        Channel.ONLINE: (YES, _("Online"), _("Search, hold and keep them here.")),
        Channel.FORM: (PART, _("By request"), _("The provider's desk looks for them.")),
        Channel.PARTNER: (
            PART,
            _("Through %(partner)s") % {"partner": found.partner},
            _("The partner gives them out."),
        ),
        Channel.NONE: (NO, _("Not offered"), ""),
        Channel.NOT_STATED: (UNKNOWN, _("Not stated"), _("The search shows whether there are any.")),
    }
    kind, word, then = words[found.channel]
    if found.channel == Channel.NOT_STATED and offers(place, allowance):
        kind, word, then = YES, _("Yes"), _("How is not stated: the search shows what there is.")
    if allowance == "user" and place.calling_plans is False and found.channel == Channel.NOT_STATED:
        then = _("Bring those of your own carrier, over Direct Routing.")
    return Line(label, kind, word, then)


def sections(place: Country) -> list[Section]:
    """All that is known of a country, in the order of the set-up."""
    return [
        _telephony(place),
        _plans(place),
        _numbers(place),
        _porting(place),
        _conferencing(place),
        _emergency(place),
    ]


def highlights(place: Country) -> list[Line]:
    """The lines that decide what to plan in a country: step 1 shows these. Minutes only where they are stated."""
    terms = phrases.conferencing_terms(place.audio_conferencing_terms)
    minutes = [
        fact(_("Domestic plan"), phrases.minutes(place.domestic_minutes)),
        fact(_("Domestic and international plan"), phrases.minutes(place.international_minutes)),
    ]
    return [
        answer(_("Phone System"), place.phone_system),
        plans(place),
        *(line for line in minutes if line.is_stated),
        *channel_lines(place),
        answer(_("Audio Conferencing"), place.audio_conferencing, terms),
        answer(_("Communications Credits"), place.communications_credits),
        _port_in(place),
        fact(_("New numbers on request take"), phrases.weeks(place.new_order_weeks)),
        fact(_("A port takes"), phrases.weeks(place.port_weeks)),
        _address_moment(place),
    ]


def channel_lines(place: Country) -> list[Line]:
    """The ways to user, toll and toll-free numbers."""
    return [
        way(_("User numbers"), "user", place),
        way(_("Toll service numbers"), "toll", place),
        way(_("Toll-free service numbers"), "toll_free", place),
    ]


def plans(place: Country) -> Line:
    """Which Calling Plans are sold, in one line."""
    if place.calling_plan_partner:
        return Line(
            _("Calling Plans"),
            PART,
            _("Through %(partner)s") % {"partner": place.calling_plan_partner},
            _("The partner sells them and gives out the numbers."),
        )
    sold = (
        (place.calling_plan_domestic, _("Domestic")),
        (place.calling_plan_international, _("International")),
        (place.pay_as_you_go, _("Pay-As-You-Go")),
    )
    kinds = ", ".join(name for is_sold, name in sold if is_sold)
    return answer(_("Calling Plans"), place.calling_plans, kinds)


def _telephony(place: Country) -> Section:
    return Section(
        _("Phone System"),
        [
            answer(_("Phone System"), place.phone_system),
            answer(_("Call queues"), place.call_queue),
            answer(_("Auto attendants"), place.auto_attendant),
            answer(_("Voicemail"), place.voicemail),
        ],
    )


def _plans(place: Country) -> Section:
    return Section(
        _("Calling Plans"),
        [
            plans(place),
            answer(_("Domestic plan"), place.calling_plan_domestic, phrases.minutes(place.domestic_minutes)),
            answer(
                _("Domestic and international plan"),
                place.calling_plan_international,
                phrases.minutes(place.international_minutes),
            ),
            answer(_("Pay-As-You-Go plan"), place.pay_as_you_go, phrases.zone(place.payg_zone)),
            fact(_("Calls to premium numbers"), phrases.premium(place.premium_outbound)),
        ],
    )


def _numbers(place: Country) -> Section:
    return Section(
        _("New numbers"),
        [
            *channel_lines(place),
            fact(_("New numbers on request take"), phrases.weeks(place.new_order_weeks)),
            answer(_("Proof of who you are is asked for"), {"yes": True, "no": False}.get(place.kyc_form)),
            answer(_("Only non-geographic numbers"), place.only_non_geographic),
            answer(_("Directory listing"), place.directory_listing_supported),
        ],
    )


def _port_in(place: Country) -> Line:
    return answer(_("Bring user numbers along"), place.port_in_user, phrases.port_ways(place.port_channel))


def _porting(place: Country) -> Section:
    kept_out = place.ported_numbers_not_for_conferencing
    reply = phrases.days(place.carrier_response_days_min, place.carrier_response_days_max)
    return Section(
        _("Numbers that you bring along"),
        [
            _port_in(place),
            answer(
                _("Bring service numbers along"), place.port_in_service, phrases.port_ways(place.port_channel)
            ),
            answer(_("Bring mobile numbers along"), place.mobile_port_in),
            fact(_("A port takes"), phrases.weeks(place.port_weeks)),
            fact(_("Ask ahead"), phrases.days(place.port_lead_days_min)),
            fact(_("The other carrier answers within"), reply),
            fact(_("Letters of authorisation"), phrases.letters(place.port_loa_types)),
            answer(_("Ported numbers serve Audio Conferencing"), None if kept_out is None else not kept_out),
        ],
    )


def _conferencing(place: Country) -> Section:
    terms = phrases.conferencing_terms(place.audio_conferencing_terms)
    return Section(
        _("Conferencing and credits"),
        [
            answer(_("Audio Conferencing"), place.audio_conferencing, terms),
            fact(
                _("A conference number is assigned by itself"),
                phrases.assigned_number(place.auto_assigned_conference_number),
            ),
            fact(_("Calling out of meetings"), phrases.dial_out(place.call_me_dial_out)),
            fact(_("Dial-out zone"), place.dial_out_zone),
            answer(_("Communications Credits"), place.communications_credits),
        ],
    )


def _address_moment(place: Country) -> Line:
    moment = str(place.get_emergency_address_moment_display()) if place.emergency_address_moment else ""
    return fact(_("Emergency address is asked for"), moment)


def _emergency(place: Country) -> Section:
    return Section(
        _("Emergency calls"),
        [
            _address_moment(place),
            answer(_("Address must fit the area code"), place.address_must_match_area_code),
        ],
    )


def worth_knowing(place: Country) -> list[str]:
    """What the highlights do not say, as sentences: rules about numbers, then the notes. What is not stated is not said."""
    rules = (
        (place.only_non_geographic, _("There are only non-geographic numbers.")),
        (
            place.address_must_match_area_code,
            _("The emergency address must fit the area code of the number."),
        ),
        (
            place.ported_numbers_not_for_conferencing,
            _("Ported numbers cannot serve Audio Conferencing."),
        ),
    )
    return [sentence for holds, sentence in rules if holds] + sentences(place.notes)
