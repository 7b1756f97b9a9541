"""The languages that queues, attendants and bridges can speak (rules 6.2: the list of the conferencing bridge).

No source lists the languages of queues and attendants by name; the bridge's list serves for all three (our inference).
"""

from typing import Final

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrPromise

LANGUAGES: Final[tuple[tuple[str, StrPromise], ...]] = (
    ("ar", _("Arabic")),
    ("zh-CN", _("Chinese (simplified)")),
    ("zh-TW", _("Chinese (traditional)")),
    ("da", _("Danish")),
    ("nl", _("Dutch")),
    ("en-AU", _("English (Australia)")),
    ("en-GB", _("English (United Kingdom)")),
    ("en-US", _("English (United States)")),
    ("fi", _("Finnish")),
    ("fr-CA", _("French (Canada)")),
    ("fr-FR", _("French (France)")),
    ("de", _("German")),
    ("he", _("Hebrew")),
    ("it", _("Italian")),
    ("ja", _("Japanese")),
    ("ko", _("Korean")),
    ("nb", _("Norwegian")),
    ("pt", _("Portuguese")),
    ("ru", _("Russian")),
    ("es-MX", _("Spanish (Mexico)")),
    ("es-ES", _("Spanish (Spain)")),
    ("sv", _("Swedish")),
    ("tr", _("Turkish")),
    ("uk", _("Ukrainian")),
)
OF_COUNTRIES: Final = {
    "AU": "en-AU", "NZ": "en-AU", "GB": "en-GB", "IE": "en-GB", "US": "en-US", "PR": "es-MX", "CA": "en-US",
    "FR": "fr-FR", "BE": "nl", "NL": "nl", "LU": "fr-FR", "CH": "de", "DE": "de", "AT": "de", "DK": "da", "FI": "fi",
    "SE": "sv", "NO": "nb", "IT": "it", "ES": "es-ES", "PT": "pt", "BR": "pt", "MX": "es-MX", "PE": "es-MX",
    "AR": "es-MX", "CL": "es-MX", "CO": "es-MX", "JP": "ja", "KR": "ko", "CN": "zh-CN", "TW": "zh-TW", "HK": "zh-TW",
    "IL": "he", "TR": "tr", "UA": "uk", "RU": "ru", "SA": "ar", "AE": "ar",
}  # fmt: skip
"""What is proposed for a country: our choice of one language where a country has several."""
FALLBACK: Final = "en-US"


def language_of(country: str) -> str:
    """The language that is proposed for a country's ISO code; American English where none is better."""
    return OF_COUNTRIES.get(str(country), FALLBACK)
