"""What an operator told the sandbox to do wrong next."""

from django.db import connection

from carriers.base import CarrierError
from carriers.models import SandboxFault

OPERATIONS = (
    "search",
    "reserve",
    "let_go",
    "acquire",
    "release",
    "shared",
    "port_submit",
    "port_poll",
    "port_date",
    "port_cancel",
)

_TAKE = """
UPDATE carriers_sandboxfault SET remaining = remaining - 1
WHERE id = (SELECT id FROM carriers_sandboxfault WHERE operation = %s AND remaining > 0
            ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED)
RETURNING kind
"""


def take(operation: str) -> str:
    """The next fault of an operation, used up by one; empty when it is to go well."""
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, [operation])
        row = cursor.fetchone()
    return row[0] if row else ""


def before(operation: str) -> str:
    """The next fault, raised already if it stops the operation. Raises CarrierError for FAIL and REFUSE."""
    kind = take(operation)
    if kind == SandboxFault.Kind.FAIL:
        raise CarrierError("The carrier did not answer.", retryable=True)
    if kind == SandboxFault.Kind.REFUSE:
        raise CarrierError("The carrier refused.", retryable=False)
    return kind


def after(kind: str) -> None:
    """Answer late if that is the fault: the act is done, and the caller does not know. Raises CarrierError."""
    if kind == SandboxFault.Kind.LATE:
        raise CarrierError("The carrier's answer came too late.", retryable=True)
