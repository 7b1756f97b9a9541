"""Breaking words into lines of a drawing, where nothing can be measured: widths are those of common sans-serif faces."""

import unicodedata
from typing import Final

NARROW: Final = frozenset("ijlIt.,:;'|!()[]{}/\\`-")
WIDE: Final = frozenset("mwMW@%&—…")


def width_of(text: str, size: int) -> float:
    """About how wide a text is at a size in pixels; rather too wide than too narrow."""
    return sum(map(_ems, text)) * size


def _ems(sign: str) -> float:
    if unicodedata.combining(sign):
        return 0
    if unicodedata.east_asian_width(sign) in "WF":
        return 1.05
    if sign == " " or sign in NARROW:
        return 0.33
    if sign in WIDE:
        return 0.95
    return 0.74 if sign.isupper() else 0.58


def wrap(text: str, width: float, size: int, *, most: int = 3) -> list[str]:
    """The lines of a text, `most` at most; what does not fit ends in an ellipsis. Long words are broken."""
    lines: list[str] = []
    for word in _pieces(text.split(), width, size):
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and width_of(longer, size) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    if len(lines) <= most:
        return lines
    last = lines[most - 1]
    while last and width_of(f"{last}…", size) > width:
        last = last[:-1]
    return [*lines[: most - 1], f"{last.rstrip()}…"]


def _pieces(words: list[str], width: float, size: int) -> list[str]:
    """The words, those that are wider than a line cut into parts that are not."""
    pieces: list[str] = []
    for word in words:
        part = ""
        for sign in word:
            if part and width_of(part + sign, size) > width:
                pieces.append(part)
                part = ""
            part += sign
        pieces.append(part)
    return pieces
