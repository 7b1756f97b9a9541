"""A bill of a provider that does not exist, as a PDF: what a port order needs to be looked at beside."""

from datetime import date
from io import BytesIO
from typing import Final

from django.utils.formats import date_format
from reportlab.lib.pagesizes import LETTER
from reportlab.pdfgen.canvas import Canvas

from porting.models import PortOrder
from ui.formats import national

LEFT: Final = 54
RIGHT: Final = 558
CHARGES: Final = (
    ("Business lines", "1,120.00"),
    ("Local usage", "86.40"),
    ("Long distance", "41.15"),
    ("Taxes and fees", "98.02"),
)
TOTAL: Final = "1,345.57"


def bill(order: PortOrder, *, name: str, dated: date, numbers: list[str]) -> bytes:
    """The bill of the order's account, in the name of `name`, with its numbers; one page."""
    out = BytesIO()
    canvas = Canvas(out, pagesize=LETTER, invariant=1)
    canvas.setTitle(f"Bill of {order.provider}")
    _head(canvas, order, dated)
    _party(canvas, order, name)
    _charges(canvas)
    _numbers(canvas, numbers)
    canvas.showPage()
    canvas.save()
    return out.getvalue()


def _head(canvas: Canvas, order: PortOrder, dated: date) -> None:
    canvas.setFont("Times-Bold", 22)
    canvas.drawString(LEFT, 720, order.provider)
    canvas.setFont("Times-Roman", 11)
    canvas.drawString(LEFT, 702, "Business telephone service")
    canvas.drawRightString(RIGHT, 720, f"Bill of {date_format(dated, 'j F Y')}")
    canvas.line(LEFT, 690, RIGHT, 690)


def _party(canvas: Canvas, order: PortOrder, name: str) -> None:
    address = f"{order.house_number} {order.street}, {order.city}, {order.state} {order.postal_code}"
    facts = (
        ("Account name", name),
        ("Account number", order.account_number),
        ("Service address", address),
        ("Main billing number", national(order.billing_number)),
    )
    for place, (label, value) in enumerate(facts):
        top = 660 - 42 * place
        canvas.setFont("Times-Roman", 10)
        canvas.drawString(LEFT, top, label)
        canvas.setFont("Times-Roman", 13)
        canvas.drawString(LEFT, top - 16, value)


def _charges(canvas: Canvas) -> None:
    canvas.setFont("Times-Bold", 12)
    canvas.drawString(LEFT, 470, "Charges this month")
    canvas.setFont("Times-Roman", 12)
    for place, (label, amount) in enumerate((*CHARGES, ("Total", TOTAL))):
        canvas.drawString(LEFT, 448 - 20 * place, label)
        canvas.drawRightString(RIGHT, 448 - 20 * place, amount)
    canvas.line(LEFT, 345, RIGHT, 345)


def _numbers(canvas: Canvas, numbers: list[str]) -> None:
    canvas.setFont("Times-Bold", 12)
    canvas.drawString(LEFT, 322, "Numbers on this account")
    canvas.setFont("Times-Roman", 11)
    for place, number in enumerate(numbers[:45]):
        column, row = divmod(place, 15)
        canvas.drawString(LEFT + 170 * column, 302 - 17 * row, national(number))
