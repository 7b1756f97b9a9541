"""Saying no: the one exception by which a rule refuses an act."""

from __future__ import annotations


class Refusal(Exception):
    """A rule said no. Raised by verbs; never for a bug, which stays an error page.

    Attributes:
        sentence: what stands in the way, in words and with the numbers in it; translated, plain text.
        url: where it is solved, or "" when there is nowhere to go. A path on this site.
        link: the words of the link to `url`; without them the link is not shown.
        field: the name of the form field that the sentence is about, or "" when it is about the whole act.
    """

    def __init__(self, sentence: str, *, url: str = "", link: str = "", field: str = "") -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.url = url
        self.link = link
        self.field = field

    def __str__(self) -> str:
        return str(self.sentence)
