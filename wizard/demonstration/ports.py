"""Port orders of the organisations: a draft, one that is new at the desk, one that was returned, one that went to the carrier."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.utils import timezone

from porting import mails, order_numbers, orders
from porting.desk import claims, comments, review, saved_replies
from porting.desk.review import Verdict
from porting.models import Letter, PortDocument, PortOrder
from porting.number_lists import read_typed
from porting.papers import files, letters, papers, signing
from porting.reference.rules import dates_for, rule_for, today_of
from tenants.models import Tenant, User
from wizard.demonstration.bills import bill

ACCOUNT: Final[dict[str, Any]] = {
    "provider": "Pacific Bell Mutual",
    "account_number": "7741 2093 55",
    "account_pin": "4471",
    "billing_number": "+12065550199",
    "scope": PortOrder.Scope.PARTIAL,
    "remaining": PortOrder.Remaining.KEEP,
    "organisation": "Halden Instruments",
    "house_number": "1201",
    "street": "Third Avenue",
    "city": "Seattle",
    "state": "WA",
    "postal_code": "98101",
    "authorised_name": "Paula North",
    "authorised_title": "Office manager",
    "authorised_email": "paula.north@halden.example",
}


REPLIES: Final = {
    "The bill is in another name": (
        "Dear {name},\n\nthe bill in {reference} is not in the name of {organisation}. Please write the name in the order "
        "exactly as it is printed on the bill."
    ),
    "The bill is too old": (
        "Dear {name},\n\nthe bill in {reference} is too old for the carrier. Please add one of the last 30 days, all pages."
    ),
    "Keep your old contract": (
        "Dear {name},\n\nyour numbers move on {date}. Please keep the contract with your provider until then: a number whose "
        "contract has ended cannot be moved."
    ),
}
"""Texts that the desk uses again, by title."""


def of_halden(tenant: Tenant, admin: User, desk_agent: User, operator: User) -> None:
    """Four orders on four accounts: the desk has work, the customer, too, and the carrier."""
    if not saved_replies.kept().exists():
        for title, text in REPLIES.items():
            saved_replies.add(title=title, text=text, by=operator)
    _open(tenant, "Lines of the old warehouse", "206 555 4000 - 4009", admin, account_number="")
    new = _open(tenant, "Main lines of Seattle", "206 555 3000 - 3035", admin)
    _hand_in(new, admin, bill_name="Halden Instruments Inc.")
    words = "@desk their bill says “Inc.” again, as last year. A scan of the contract settled it then."
    comments.comment(new, words, by=operator, private=True)
    orders.comment(new, "Is 3035 on the bill, too? The alarm line hangs on it.", by=admin)
    returned = _open(tenant, "Showroom", "206 555 5000 - 5011", admin, account_number="7741 8800 12")
    _hand_in(returned, admin, bill_name="Halden Instruments and Daughters")
    _return(returned, desk_agent)
    sent = _open(tenant, "Service centre", "206 555 6000 - 6004", admin, account_number="7741 9120 07")
    _hand_in(sent, admin, bill_name="Halden Instruments")
    _send(sent, desk_agent)


def _open(tenant: Tenant, name: str, numbers: str, admin: User, **fields: Any) -> PortOrder:
    order = orders.open_order(tenant, country="US", kind=PortOrder.Kind.USER, name=name, by=admin)
    order_numbers.add_numbers(order, read_typed(numbers, country="US"), by=admin)
    orders.edit(order, {**ACCOUNT, **fields}, by=admin)
    orders.ask_for_date(order, _first_day(order), by=admin)
    return order


def _first_day(order: PortOrder) -> datetime:
    """Ten in the morning, two working days after the first that the country allows."""
    rule = rule_for(str(order.country), order.kind, day=timezone.now().date())
    dates = dates_for(rule, str(order.country), today=today_of(rule))
    day = dates.calendar.add_days(dates.earliest, 2)
    return datetime.combine(day, time(10), ZoneInfo(rule.time_zone))


def _hand_in(order: PortOrder, admin: User, *, bill_name: str) -> None:
    numbers = list(order.numbers.order_by("e164").values_list("e164", flat=True))
    dated = letters.today_at(order) - timedelta(days=9)
    paper = files.read(bill(order, name=bill_name, dated=dated, numbers=numbers))
    papers.add(order, paper, kind=PortDocument.Kind.BILL, file_name="bill.pdf", dated=dated, by=admin)
    letter = letters.make(order, Letter.Way.LINK, by=admin)
    orders.submit(order, by=admin)
    signing.sign(
        letter,
        name=order.authorised_name,
        strokes=[],
        address="203.0.113.7",
        agent="",
        copy_url=mails.address_of(order),
    )
    order.refresh_from_db()


def _tick(order: PortOrder, by: User, but: Sequence[str] = ()) -> None:
    fields = review.fields_of(order)
    review.mark(order, {one.key: Verdict("tick") for one in fields if one.key not in but}, by=by)


def _return(order: PortOrder, by: User) -> None:
    claims.claim(order, by=by)
    _tick(order, by, but=("organisation",))
    sentence = "Your bill is in another name. Write the name exactly as it is printed there."
    review.mark(order, {"organisation": Verdict("reject", "ENTITY_NAME_MISMATCH", sentence)}, by=by)
    review.give_back(order, by=by)


def _send(order: PortOrder, by: User) -> None:
    claims.claim(order, by=by)
    _tick(order, by)
    review.approve(order, by=by)
    review.send(order, by=by)
