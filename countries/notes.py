"""The coded notes of the data as sentences. A code that we do not know is shown as it is: nothing is hidden."""

from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

SENTENCES: Final = {
    "toll_yes_without_city": gettext_lazy("Toll numbers are stated, but no city is named."),
    "other_cities_on_request": gettext_lazy("Other cities can be had on request."),
    "service_numbers_for_audio_conferencing_only": gettext_lazy(
        "Service numbers are for Audio Conferencing only."
    ),
    "service_numbers_by_email_request": gettext_lazy("Service numbers are asked for by e-mail."),
    "toll_for_in_country_organisations_only": gettext_lazy(
        "Toll numbers are for organisations of the country only."
    ),
    "dial_out_off_for_in_country_buyers": gettext_lazy("Dial-out is off for buyers of the country."),
    "toll_free_not_for_in_country_buyers": gettext_lazy(
        "Toll-free numbers are not for buyers of the country."
    ),
    "toll_reachable_from_in_country_only": gettext_lazy(
        "Toll numbers can be called from inside the country only."
    ),
    "country_specific_plan_skus": gettext_lazy(
        "Calling Plans of this country have product codes of their own."
    ),
}
CONFLICTS: Final = {
    "toll_free_yes_but_credits_no": gettext_lazy(
        "toll-free numbers are offered, but no credits to pay for them"
    ),
    "auto_assigned_but_conferencing_not_sold": gettext_lazy(
        "a conference number is assigned automatically, but Audio Conferencing is not sold"
    ),
    "city_listed_but_toll_no": gettext_lazy("a city is listed, but toll numbers are not offered"),
    "payg_listed_but_zone_licences_not_sold_in_US_and_PR": gettext_lazy(
        "Pay-As-You-Go is listed, but its licences are not sold in the US and Puerto Rico"
    ),
    "page_lists_1200_minutes_but_US_page_says_PR_and_US_share_one_pool_of_3000": gettext_lazy(
        "1,200 minutes are listed, but elsewhere one pool of 3,000 minutes is shared with the US"
    ),
    "announces_5_plans_lists_4": gettext_lazy("five plans are announced, four are listed"),
    "payg_listed_but_country_in_no_payg_zone": gettext_lazy(
        "Pay-As-You-Go is listed, but the country is in no zone"
    ),
}


def sentences(notes: str) -> list[str]:
    """The notes of a country, one sentence each."""
    return [_sentence(code.strip()) for code in notes.split(";") if code.strip()]


def _sentence(code: str) -> str:
    kind, _colon, value = code.partition(":")
    if kind == "source_conflict":
        return _("The source disagrees with itself: %(what)s.") % {"what": CONFLICTS.get(value, value)}
    if kind == "audio_conferencing_partner":
        return _("Audio Conferencing is sold by %(partner)s.") % {"partner": value}
    return str(SENTENCES.get(code, code))
