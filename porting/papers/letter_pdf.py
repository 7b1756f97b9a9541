"""The letter of authorization as PDF, and the page that says how it was signed.

Written with the fonts that every PDF reader has: they show the languages of Western Europe (Windows code page 1252).
`unshowable` names the characters of a text that they lack, such as Polish or Greek ones; a letter with such is not made.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any, Final
from xml.sax.saxutils import escape

from pypdf import PdfReader, PdfWriter
from reportlab.lib import colors
from reportlab.lib.enums import TA_LEFT
from reportlab.lib.pagesizes import A4, LETTER
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, Paragraph, SimpleDocTemplate, Spacer, Table

from porting.papers.letter_texts import TEXTS

LETTER_COUNTRIES: Final = frozenset({"US", "CA", "MX", "CL", "CO", "CR", "PH", "PR", "DO", "GT", "PA", "VE"})
"""Where paper of 8.5 by 11 inches is used; A4 everywhere else."""

BOX: Final = (1000, 300)
"""Width and height of the field in which a signature is drawn, in the units of its strokes."""

COLUMNS: Final = 4
TEXT: Final = ParagraphStyle("text", fontName="Helvetica", fontSize=10, leading=14, alignment=TA_LEFT)
SMALL: Final = ParagraphStyle("small", parent=TEXT, fontSize=8.5, leading=11)
HEAD: Final = ParagraphStyle("head", parent=TEXT, fontName="Helvetica-Bold", fontSize=18, leading=24)
SUBHEAD: Final = ParagraphStyle(
    "subhead", parent=TEXT, fontName="Helvetica-Bold", spaceBefore=8, spaceAfter=3
)
TYPED: Final = ParagraphStyle("typed", parent=TEXT, fontName="Times-Italic", fontSize=26, leading=34)
LABEL: Final = ParagraphStyle("label", parent=TEXT, textColor=colors.HexColor("#444444"))


@dataclass(frozen=True)
class LetterFacts:
    """All that a letter says, as texts that are ready to be read."""

    language: str
    country: str
    reference: str
    made_on: str
    operator: str
    provider: str
    organisation: str
    authorised: str
    rows: Sequence[tuple[str, str]]
    """Label (a key of the texts) and value, of the account."""
    numbers: Sequence[str]


@dataclass(frozen=True)
class SignatureFacts:
    """What is known of a signature, as texts; `strokes` is empty when it was typed."""

    name: str
    at: str
    address: str
    agent: str
    digest: str
    strokes: Sequence[Sequence[Sequence[int]]] = ()


def unshowable(text: str) -> str:
    """The characters of a text that the fonts of a letter lack, each once; empty when it can be printed."""
    return "".join(dict.fromkeys(char for char in text if not _can_show(char)))


def _can_show(char: str) -> bool:
    try:
        char.encode("cp1252")
    except UnicodeEncodeError:
        return False
    return char.isprintable()


def letter(facts: LetterFacts) -> bytes:
    """The letter as PDF, with a place for a signature on paper. The same facts give the same bytes."""
    texts = TEXTS[facts.language]
    story: list[Flowable] = [
        Paragraph(escape(texts["title"]), HEAD),
        _table(
            texts,
            [
                ("to", facts.provider),
                ("from", facts.organisation),
                ("reference", facts.reference),
                ("made", facts.made_on),
            ],
        ),
        Spacer(0, 4 * mm),
        Paragraph(escape(texts["body"] % {"operator": facts.operator}), TEXT),
        Spacer(0, 2 * mm),
        Paragraph(escape(texts["duty"]), TEXT),
        Paragraph(escape(texts["account"]), SUBHEAD),
        _table(texts, facts.rows),
        Paragraph(f"{escape(texts['numbers'])} ({len(facts.numbers)})", SUBHEAD),
        _numbers(facts.numbers),
        Spacer(0, 12 * mm),
        _signature_lines(texts, facts.authorised),
    ]
    return _built(story, _size(facts.country), texts, facts.reference, f"{texts['title']} {facts.reference}")


def signed(pdf: bytes, facts: LetterFacts, signature: SignatureFacts) -> bytes:
    """The letter as it was, and one more page that says who signed it, when, from where, and which letter it was."""
    texts = TEXTS[facts.language]
    way = texts["drawn"] if signature.strokes else texts["typed"]
    mark: Flowable = (
        Drawn(signature.strokes) if signature.strokes else Paragraph(escape(_shown(signature.name)), TYPED)
    )
    rows = [
        ("name", signature.name),
        ("way", way),
        ("signed_at", signature.at),
        ("signed_from", signature.address),
        ("signed_with", signature.agent),
        ("digest", signature.digest),
    ]
    story = [
        Paragraph(escape(texts["signed_title"]), HEAD),
        Paragraph(f"{escape(texts['title'])} {escape(facts.reference)}", TEXT),
        Spacer(0, 6 * mm),
        mark,
        Spacer(0, 6 * mm),
        Paragraph(escape(texts["consent"]), TEXT),
        Spacer(0, 4 * mm),
        _table(texts, rows),
    ]
    page = _built(story, _size(facts.country), texts, facts.reference, texts["signed_title"])
    writer = PdfWriter()
    for part in (pdf, page):
        writer.append(PdfReader(BytesIO(part)))
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def count_pages(pdf: bytes) -> int:
    """Pages of a PDF of our own."""
    return len(PdfReader(BytesIO(pdf)).pages)


class Drawn(Flowable):
    """A signature as lines, scaled from the units of its field to the width of the page."""

    def __init__(self, strokes: Sequence[Sequence[Sequence[int]]]) -> None:
        super().__init__()
        self.strokes = strokes
        self.width, self.height = 100 * mm, 30 * mm

    def draw(self) -> None:
        """Called by the page, with its origin at the lower left corner."""
        across, up = self.width / BOX[0], self.height / BOX[1]
        self.canv.setLineWidth(1.4)
        self.canv.setLineCap(1)
        self.canv.setLineJoin(1)
        for stroke in self.strokes:
            path = self.canv.beginPath()
            first, *others = stroke
            path.moveTo(first[0] * across, self.height - first[1] * up)
            for x, y in others or [first]:
                path.lineTo(x * across, self.height - y * up)
            self.canv.drawPath(path)


def _size(country: str) -> tuple[float, float]:
    return LETTER if country in LETTER_COUNTRIES else A4


def _shown(text: str) -> str:
    """The text with a question mark for what the fonts lack: for what a browser says of itself."""
    return "".join(char if _can_show(char) else "?" for char in text)


def _table(texts: Mapping[str, str], rows: Sequence[tuple[str, str]]) -> Table:
    cells = [
        [Paragraph(escape(texts[key]), LABEL), Paragraph(escape(_shown(value)) or "-", TEXT)]
        for key, value in rows
    ]
    return Table(
        cells,
        colWidths=[45 * mm, 120 * mm],
        hAlign="LEFT",
        style=[
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ("LEFTPADDING", (0, 0), (-1, -1), 0),
            _tight("TOP"),
            _tight(),
        ],
    )


def _tight(side: str = "BOTTOM") -> tuple[Any, ...]:
    return (f"{side}PADDING", (0, 0), (-1, -1), 1)


def _numbers(numbers: Sequence[str]) -> Table:
    """The numbers in columns that are read from left to right; a long list goes on over pages."""
    padded = [*numbers, *[""] * (-len(numbers) % COLUMNS)] or [""] * COLUMNS
    rows = [padded[at : at + COLUMNS] for at in range(0, len(padded), COLUMNS)]
    style = [
        ("FONT", (0, 0), (-1, -1), "Helvetica", 9.5),
        ("LEFTPADDING", (0, 0), (-1, -1), 0),
        _tight("TOP"),
        _tight(),
    ]
    return Table(rows, colWidths=[41 * mm] * COLUMNS, hAlign="LEFT", style=style)


def _signature_lines(texts: Mapping[str, str], name: str) -> Table:
    labels = [texts["signature"], f"{texts['name']}: {_shown(name)}", texts["date"]]
    style = [("LINEABOVE", (0, 0), (-1, 0), 0.6, colors.black), ("LEFTPADDING", (0, 0), (-1, -1), 0)]
    return Table(
        [[Paragraph(escape(label), SMALL) for label in labels]], colWidths=[55 * mm] * 3, style=style
    )


def _built(
    story: list[Flowable], size: tuple[float, float], texts: Mapping[str, str], reference: str, title: str
) -> bytes:
    out = BytesIO()
    document = SimpleDocTemplate(
        out,
        pagesize=size,
        leftMargin=22 * mm,
        rightMargin=22 * mm,
        topMargin=20 * mm,
        bottomMargin=22 * mm,
        title=title,
        author="Switchboard",
        invariant=1,
    )
    document.build(story, canvasmaker=_counting(texts, reference))
    return out.getvalue()


def _counting(texts: Mapping[str, str], reference: str) -> Callable[..., Canvas]:
    """A canvas that writes "page 1 of 3" under each page, once it knows how many there are."""

    class Counting(Canvas):
        def __init__(self, *args: Any, **kwargs: Any) -> None:
            super().__init__(*args, **kwargs)
            self.pages_so_far: list[dict[str, Any]] = []

        def showPage(self) -> None:
            self.pages_so_far.append(dict(self.__dict__))
            self._startPage()

        def save(self) -> None:
            pages = len(self.pages_so_far)
            for number, page in enumerate(self.pages_so_far, start=1):
                self.__dict__.update(page)
                self.setFont("Helvetica", 8)
                words = texts["page"] % {"page": number, "pages": pages}
                self.drawString(22 * mm, 12 * mm, f"{reference}   {words}")
                super().showPage()
            super().save()

    return Counting
