"""A ported number takes over from a temporary one at whatever answers that."""

from numbering.models import PhoneNumber
from services.numbers import answers
from services.numbers.answerers import now_of
from tenants.models import User


def swap(temporary: PhoneNumber, ported: PhoneNumber, by: User) -> str:
    """Let what answers the temporary number answer the ported one instead; says what that is, "" when nothing does.

    Refuses what taking a number away refuses, as from the bridge whose default it is.
    """
    if now_of([temporary]).get(temporary.pk) is None:
        return ""
    was = answers.take_away(temporary, by=by)
    answers.let_answer(ported, was.answerer, by=by, change_use=True, was=was)
    return was.answerer.words
