"""The id of the request that is being answered: the logs and the record both carry it. No Django in here."""

from contextvars import ContextVar

request_id: ContextVar[str] = ContextVar("request_id", default="")
