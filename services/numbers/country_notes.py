"""What is worth knowing about service numbers in a country, before they are searched (rules 4; reference data)."""

from typing import Final

from django.utils.translation import gettext as _

from countries import notes
from countries.models import Country
from numbering.models import Allowance

BOTH: Final = {"service_numbers_for_audio_conferencing_only", "service_numbers_by_email_request"}
CODES: Final[dict[str, set[str]]] = {
    Allowance.TOLL: BOTH
    | {
        "toll_for_in_country_organisations_only",
        "toll_reachable_from_in_country_only",
        "toll_yes_without_city",
        "other_cities_on_request",
    },
    Allowance.TOLL_FREE: BOTH
    | {"toll_free_not_for_in_country_buyers", "source_conflict:toll_free_yes_but_credits_no"},
}
AMERICAN: Final = {"US", "CA", "PR"}  # one plan of toll-free codes


def notes_for(country: Country, allowance: str) -> list[str]:
    """Sentences about this kind of number in this country; none when nothing is known."""
    codes = [code.strip() for code in country.notes.split(";")]
    said = [one for code in codes if code in CODES[allowance] for one in notes.sentences(code)]
    return [*_of_kind(country, allowance), *said, *_of_ports(country, allowance)]


def _of_kind(country: Country, allowance: str) -> list[str]:
    if allowance != Allowance.TOLL_FREE:
        return []
    said = [
        _(
            "Some toll-free numbers can be called from inside their country only, and a mobile caller may still pay."
        )
    ]
    if country.iso2 in AMERICAN:
        said.insert(
            0,
            _(
                "Toll-free numbers here begin with 800, 833, 844, 855, 866, 877 or 888: type one under “Begins with”."
            ),
        )
    return said


def _of_ports(country: Country, allowance: str) -> list[str]:
    said = []
    if country.iso2 == "GB" and allowance == Allowance.TOLL:
        said.append(
            _(
                "UK numbers that begin with 0843 to 0845 or 0870 to 0872 cannot be ported in: plan for new numbers."
            )
        )
    if country.port_in_service is False:
        said.append(_("Service numbers cannot be ported in here."))
    if country.ported_numbers_not_for_conferencing:
        said.append(_("Numbers that are ported in cannot be used for a conference bridge here."))
    return said
