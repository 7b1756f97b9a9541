"""Telephone numbers as people type them, and as they are stored: E.164 (design, rule 12)."""

import unicodedata

import phonenumbers
from django.utils.translation import gettext as _

from carriers.digits import digit_groups, only_digits

__all__ = ["NotANumber", "digit_groups", "only_digits", "to_e164"]

LONGEST_INPUT = 60


class NotANumber(ValueError):
    """What was typed is not a number; the sentence says why."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


def cleaned(text: str) -> str:
    """The text without characters that cannot be seen, with plain digits, dashes and spaces."""
    plain = unicodedata.normalize("NFKC", text[: LONGEST_INPUT * 4])
    kept = (
        " " if c.isspace() else c for c in plain if unicodedata.category(c) not in {"Cf", "Cc"} or c == "\t"
    )
    return "".join(kept).strip()


def to_e164(text: str, country: str = "") -> str:
    """The number in E.164; a national number needs its country. Raises NotANumber with a sentence."""
    plain = cleaned(text)
    if not plain:
        raise NotANumber(_("The number is missing."))
    if plain.lower().startswith("tel:"):
        raise NotANumber(_("Leave out “tel:” and write the number alone."))
    if len(plain) > LONGEST_INPUT or any(c.isalpha() for c in plain):
        raise NotANumber(_("“%(text)s” is not a telephone number.") % {"text": plain[:40]})
    try:
        number: phonenumbers.PhoneNumber | None = phonenumbers.parse(plain, country.upper() or None)
    except phonenumbers.NumberParseException:
        number = _without_plus(plain, country)
    if number is None or not phonenumbers.is_possible_number(number):
        raise NotANumber(_wrong(plain, country))
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


def _without_plus(plain: str, country: str) -> phonenumbers.PhoneNumber | None:
    """A number with its country code but without the "+", which is taken when no country says otherwise."""
    if country:
        return None
    try:
        number = phonenumbers.parse("+" + only_digits(plain))
    except phonenumbers.NumberParseException:
        return None
    return number if phonenumbers.is_valid_number(number) else None


def _wrong(plain: str, country: str) -> str:
    shown = {"text": plain[:40]}
    if not country and not plain.startswith("+"):
        return _("“%(text)s” needs its country code, as in +14255551235.") % shown
    return _("“%(text)s” has too few or too many digits, or a country code that does not exist.") % shown
