"""The coded notes of the reference data as plain sentences. A code that we do not know is shown as it is."""

from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

NOTES: Final = {
    "service_numbers_by_email_request": gettext_lazy("Service numbers are asked for by e-mail."),
    "toll_yes_without_city": gettext_lazy("Toll service numbers are said to exist, but no city is named."),
    "other_cities_on_request": gettext_lazy("Numbers in other cities can be asked for."),
    "toll_for_in_country_organisations_only": gettext_lazy(
        "Toll service numbers are for organisations in the country only."
    ),
    "dial_out_off_for_in_country_buyers": gettext_lazy(
        "Organisations in the country cannot dial out of meetings."
    ),
    "toll_free_not_for_in_country_buyers": gettext_lazy(
        "Organisations in the country cannot have toll-free numbers."
    ),
    "toll_reachable_from_in_country_only": gettext_lazy(
        "Toll service numbers can be called from inside the country only."
    ),
    "service_numbers_for_audio_conferencing_only": gettext_lazy(
        "Service numbers serve Audio Conferencing only."
    ),
    "country_specific_plan_skus": gettext_lazy("Calling Plans are products of their own here."),
}
CONFLICTS: Final = {
    "toll_free_yes_but_credits_no": gettext_lazy(
        "toll-free numbers, but not the Communications Credits they need"
    ),
    "city_listed_but_toll_no": gettext_lazy("cities with toll service numbers, but no such numbers"),
    "auto_assigned_but_conferencing_not_sold": gettext_lazy(
        "automatically assigned conference numbers, but no Audio Conferencing"
    ),
    "payg_listed_but_zone_licences_not_sold_in_US_and_PR": gettext_lazy(
        "a Pay-As-You-Go plan, but no licences of its zone"
    ),
    "page_lists_1200_minutes_but_US_page_says_PR_and_US_share_one_pool_of_3000": gettext_lazy(
        "1,200 minutes, but elsewhere one pool of 3,000 shared with the United States"
    ),
    "announces_5_plans_lists_4": gettext_lazy("five Calling Plans, but names four"),
    "payg_listed_but_country_in_no_payg_zone": gettext_lazy("a Pay-As-You-Go plan, but no zone for it"),
}


ABOUT_MINUTES: Final = frozenset(
    {
        "country_specific_plan_skus",
        "source_conflict:page_lists_1200_minutes_but_US_page_says_PR_and_US_share_one_pool_of_3000",
    }
)
"""The notes that bear on the minutes of Calling Plans."""


def about_minutes(notes: str) -> list[str]:
    """The sentences of those notes alone that bear on the minutes of Calling Plans."""
    return sentences(";".join(code for code in notes.split(";") if code.strip() in ABOUT_MINUTES))


def sentences(notes: str) -> list[str]:
    """One sentence for each code of a country's `notes`, in their order."""
    return [_sentence(code.strip()) for code in notes.split(";") if code.strip()]


def _sentence(code: str) -> str:
    subject, _colon, rest = code.partition(":")
    if subject == "source_conflict" and rest in CONFLICTS:
        return _("The source contradicts itself: it lists %(both)s. Ask the provider.") % {
            "both": CONFLICTS[rest]
        }
    if subject == "audio_conferencing_partner":
        return _("Audio Conferencing is sold by %(partner)s.") % {"partner": rest}
    return str(NOTES.get(code, code))
