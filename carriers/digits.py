"""Digits inside numbers: the database has no trigram index, so every three digits in a row are kept in an array."""

GROUP = 3


def digit_groups(number: str) -> list[str]:
    """Every three digits in a row of `number`, sorted and each once; the "+" and other marks are left out."""
    digits = "".join(character for character in number if character in "0123456789")
    return sorted({digits[at : at + GROUP] for at in range(len(digits) - GROUP + 1)})


def only_digits(text: str) -> str:
    """The ASCII digits of what somebody typed."""
    return "".join(character for character in text if character in "0123456789")
