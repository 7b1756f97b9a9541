"""Structured logs: every line knows its request, tenant and user."""

import json
import logging
import time
import uuid
from collections.abc import Callable
from contextvars import ContextVar
from datetime import UTC, datetime

from django.http import HttpRequest, HttpResponse

from audit.request_ids import request_id

current_tenant: ContextVar[str] = ContextVar("current_tenant", default="")
current_user: ContextVar[str] = ContextVar("current_user", default="")
log = logging.getLogger("switchboard.request")
FIELDS = ("request_id", "tenant", "user")


class RequestFilter(logging.Filter):
    """Adds the request's id, tenant and user to every record."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id = request_id.get()
        record.tenant = getattr(record, "tenant", "") or current_tenant.get()
        record.user = getattr(record, "user", "") or current_user.get()
        return True


class JsonFormatter(logging.Formatter):
    """One JSON object a line, for machines."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            **{name: value for name in FIELDS if (value := getattr(record, name, ""))},
        }
        if record.exc_info:
            line["traceback"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False)


class ReadableFormatter(logging.Formatter):
    """One short line, for people."""

    def format(self, record: logging.LogRecord) -> str:
        at = datetime.fromtimestamp(record.created, UTC).strftime("%H:%M:%S")
        where = " ".join(value for name in FIELDS if (value := str(getattr(record, name, ""))))
        line = f"{at} {record.levelname:7} {record.getMessage()}" + (f"  [{where}]" if where else "")
        return f"{line}\n{self.formatException(record.exc_info)}" if record.exc_info else line


class RequestLogMiddleware:
    """Gives each request an id, and logs it when it is answered."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        token = request_id.set(uuid.uuid4().hex[:12])
        tenant = current_tenant.set("")
        user = current_user.set("")
        started = time.monotonic()
        try:
            response = self.get_response(request)
            response["X-Request-Id"] = request_id.get()
            if not request.path.startswith(("/static/", "/healthz")):
                self._log(request, response, time.monotonic() - started)
            return response
        finally:
            request_id.reset(token)
            current_tenant.reset(tenant)
            current_user.reset(user)

    def _log(self, request: HttpRequest, response: HttpResponse, seconds: float) -> None:
        slug = getattr(getattr(request, "tenant", None), "slug", "")
        user = getattr(request, "user", None)
        extra = {"tenant": slug, "user": str(user.pk) if user is not None and user.is_authenticated else ""}
        log.info(
            "%s %s %s %.0f ms",
            request.method,
            request.path,
            response.status_code,
            seconds * 1000,
            extra=extra,
        )
