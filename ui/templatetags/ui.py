"""The console's template tags: `{% load ui %}`. Docstrings say what a tag shows and its limits."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import template
from django.contrib.messages.storage.base import Message
from django.forms import BaseForm
from django.forms.boundfield import BoundField
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import slugify
from django.utils.timesince import timesince
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from ui import formats, icons, toasts, ways
from ui.paging import Page
from ui.sums import WIDTH, Segment, Term, lay_out

register = template.Library()

STATUSES: dict[str, tuple[str, str]] = {
    "plain": ("st-plain", "jack-done"),
    "now": ("st-now", "jack-half"),
    "todo": ("st-todo", "jack-empty"),
    "off": ("st-off", "jack-dotted"),
    "skip": ("st-off", "jack-struck"),
    "ok": ("st-ok", "check"),
    "wait": ("st-wait", "hourglass"),
    "bad": ("st-bad", "triangle-alert"),
}
"""Kind of a status: its class and the icon it has unless told otherwise."""

STEP_KINDS = {
    "completed": "plain",
    "in_progress": "now",
    "not_started": "todo",
    "blocked": "off",
    "not_needed": "skip",
    "problem": "bad",
}
"""Status of a set-up step: the kind of pill it is shown as."""


@register.simple_tag
def icon(name: str, size: str = "", label: str = "") -> SafeString:
    """An icon of the lucide set, or one of our jacks (jack-done, -half, -empty, -dotted, -struck).

    `size="sm"` for 16 px beside small text. Hidden from assistive technology unless `label` gives it a name,
    which it needs only where no word stands beside it. A name that does not exist raises.
    """
    return icons.svg(name, small=size == "sm", label=label)


@register.simple_tag
def status(kind: str, label: str, icon: str = "") -> SafeString:
    """A status as icon, word and colour. Kinds: plain now todo off skip ok wait bad.

    plain is finished and quiet; now can be acted on; off is shut; skip is not needed; bad is for errors
    alone. An unknown kind is shown as plain.
    """
    css, stock = STATUSES.get(kind, STATUSES["plain"])
    return format_html('<span class="st {}">{}{}</span>', css, icons.svg(icon or stock, small=True), label)


@register.filter
def step_kind(step_status: str) -> str:
    """The pill for a set-up step: `{% status step.status|step_kind step.status_label %}`."""
    return STEP_KINDS.get(str(step_status), "todo")


@register.filter
def thousands(value: Any) -> str:
    """A number with its thousands separated in the reader's language; "not stated" for nothing.

    Text that is no number is handed back as it is. Decimal places are kept.
    """
    if value is None or value == "":
        return _("not stated")
    if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        return number_format(value, use_l10n=True, force_grouping=True)
    return str(value)


@register.inclusion_tag("ui/sum_line.html")
def sum_line(terms: Sequence[Term], label: str = "") -> dict[str, Any]:
    """An equation of `ui.sums.Term`: a line of figures when wide, a written sum when narrow."""
    return {"terms": terms, "label": label}


@register.inclusion_tag("ui/bar.html")
def bar(
    segments: Sequence[Segment], total: float, label: str = "", thin: bool = False, outline: bool = True
) -> dict[str, Any]:
    """A bar of `ui.sums.Segment` as SVG. Without `label` it is decoration beside its own words."""
    return {
        "slices": lay_out(segments, total),
        "width": WIDTH,
        "label": label,
        "thin": thin,
        "outline": outline and not thin,
    }


@register.inclusion_tag("ui/bar_key.html")
def bar_key(segments: Sequence[Segment], rest: str = "") -> dict[str, Any]:
    """The key under a bar: the labels of its segments, and `rest` for the part that is empty."""
    return {"segments": segments, "rest": rest}


@register.inclusion_tag("ui/sort_link.html", takes_context=True)
def sort_link(context: template.Context, label: str, key: str, default: str = "") -> dict[str, Any]:
    """A link that sorts by `key`, or turns the sort round; the rest of the address is kept, the page is not.

    Reads `sort` from the address ("-key" is descending); `default` is the sort of an address without one.
    """
    request: HttpRequest | None = context.get("request")
    current = request.GET.get("sort", default) if request else default
    direction = {key: "ascending", f"-{key}": "descending"}.get(current, "")
    query = request.GET.copy() if request else None
    url = f"?sort={key}"
    if query is not None:
        for name in ("after", "before"):
            query.pop(name, None)
        query["sort"] = f"-{key}" if direction == "ascending" else key
        url = f"?{query.urlencode()}"
    return {"label": label, "url": url, "direction": direction}


@register.inclusion_tag("ui/sort_header.html", takes_context=True)
def sort_header(
    context: template.Context, label: str, key: str, default: str = "", css: str = ""
) -> dict[str, Any]:
    """A whole `<th scope="col">` with a sort link and `aria-sort`; `css="num"` for a column of figures."""
    return {**sort_link(context, label, key, default), "css": css}


@register.inclusion_tag("ui/pager.html")
def pager(page: Page, noun: str = "") -> dict[str, Any]:
    """ "1 to 50 of 168" and the ways on and back, for a `ui.paging.Page`; `noun` follows the count."""
    return {"page": page, "noun": noun}


@register.simple_tag
def local_time(
    moment: datetime.datetime | None, zone: Any = "", viewer: Any = "", style: str = ""
) -> SafeString:
    """A moment in the zone of the thing it belongs to, with that zone named.

    `zone` is an IANA name or a tzinfo; without one, the current zone. `viewer` adds the hour in a second zone
    where it differs. `style`: "" (with year), short, date or time. Nothing reads "not stated".
    """
    if moment is None:
        return format_html('<span class="muted">{}</span>', _("not stated"))
    own = formats.zone_of(zone)
    words = format_html(
        '{} <span class="zone">{}</span>', formats.in_zone(moment, own, style), formats.zone_name(own)
    )
    if viewer and (second := formats.beside(moment, own, formats.zone_of(viewer), style)):
        words = format_html('{} <span class="zone">· {}</span>', words, second)
    return format_html('<time datetime="{}">{}</time>', moment.isoformat(), words)


@register.simple_tag
def since(moment: datetime.datetime | None) -> SafeString:
    """How long ago, in one unit ("3 hours ago"), with the exact time in the title; nothing reads "never"."""
    if moment is None:
        return format_html('<span class="muted">{}</span>', _("never"))
    seconds = (timezone.now() - moment).total_seconds()
    words = _("just now")
    if seconds >= 60:
        words = _("%(time)s ago") % {"time": timesince(moment, depth=1)}
    elif seconds <= -60:
        words = _("in %(time)s") % {"time": timesince(timezone.now(), now=moment, depth=1)}
    here = formats.zone_of("")
    exact = formats.with_zone(moment, here)
    return format_html('<time datetime="{}" title="{}">{}</time>', moment.isoformat(), exact, words)


@register.inclusion_tag("ui/countdown.html")
def countdown(ends: datetime.datetime, css: str = "left") -> dict[str, Any]:
    """Minutes and seconds left until `ends`, ticking where scripts run.

    A minute before the end it is announced. At the end the element gets the event `elapsed` (listen with
    `hx-trigger="elapsed"`) when it stands inside `[data-elapses]`; elsewhere the page is loaded again.
    """
    now = timezone.now()
    left = max(0, int((ends - now).total_seconds()))
    return {
        "ends": ends.isoformat(),
        "now": now.isoformat(),
        "left": f"{left // 60}:{left % 60:02}",
        "css": css,
    }


@register.filter
def national(e164: Any) -> str:
    """A number in the national format of its country; what is no number is handed back as it is."""
    return formats.national(e164)


@register.filter
def national_numbers(text: str) -> str:
    """A text whose E.164 numbers read as those of its country do."""
    return formats.with_national_numbers(text)


@register.inclusion_tag("ui/phone.html")
def phone(e164: Any, copy: bool = False) -> dict[str, Any]:
    """A number in national format, the international one as its title; `copy` adds a button."""
    spaced = formats.international(e164)
    words = {"e164": e164 or "", "national": formats.national(e164), "international": spaced}
    return {**words, "copy": copy and bool(spaced)}


@register.filter
def initials(person: Any) -> str:
    """Up to two letters for a person: of the full name where there is one, else of the e-mail address."""
    name = ""
    if hasattr(person, "get_full_name"):
        name = person.get_full_name() or getattr(person, "email", "") or str(person)
    words = str(name or person or "").split("@")[0].replace(".", " ").replace("_", " ").split()
    return "".join(word[0] for word in [*words[:1], *words[1:][-1:]]).upper() or pgettext(
        "unknown person", "?"
    )


@register.filter
def toast_action(message: Message) -> toasts.Action:
    """The link or the undo of a message; see `ui.toasts.say`."""
    return toasts.action_of(message)


@register.simple_tag(takes_context=True)
def door(context: template.Context, view_name: str, *args: Any) -> str:
    """The address of a page that leads away from this one and back again: `{% door "sites:new" tenant.slug as url %}`."""
    return _through(context, reverse(view_name, args=args))


@register.simple_tag(takes_context=True)
def through(context: template.Context, url: str) -> str:
    """The same for an address that is there already, such as a refusal's."""
    return _through(context, url)


def _through(context: template.Context, url: str) -> str:
    request: HttpRequest | None = context.get("request")
    return ways.with_way_on(url, ways.here(request)) if request else url


@register.simple_tag(takes_context=True)
def onward(context: template.Context, url: str) -> str:
    """An address that keeps this page's own way back: for a link to the next page of the same errand."""
    request: HttpRequest | None = context.get("request")
    return ways.with_way_on(url, ways.way_on(request)) if request else url


@register.inclusion_tag("ui/way_back.html", takes_context=True)
def way_back(context: template.Context, button: bool = False) -> dict[str, Any]:
    """The link back to the page that led here, named; nothing where none did. `button` draws it as the main act."""
    request: HttpRequest | None = context.get("request")
    inside = getattr(request, "tenant", None)  # at the sign-in page `next` is the way in
    way = ways.way_on(request) if request and inside else ""
    return {"way": way, "words": ways.words_of(way) if way else "", "button": button}


@register.inclusion_tag("ui/post_button.html", takes_context=True)
def post_button(
    context: template.Context,
    url: str,
    words: str,
    *,
    icon: str = "",
    kind: str = "",
    about: str = "",
    name: str = "",
    value: Any = "",
    why: str = "",
) -> dict[str, Any]:
    """A form that is one button: sends a POST to `url`. `kind`: go, stop or sm, or several of them with blanks between.

    `about` completes the name for assistive technology where many such buttons stand in a table ("Send again, Anna").
    `name` and `value` go along. With `why` the button is shut, and says why below itself.
    """
    return {
        "csrf_token": context.get("csrf_token"),
        "url": url,
        "words": words,
        "icon": icon,
        "css": " ".join(["btn", *(f"btn--{one}" for one in kind.split())]),
        "about": about,
        "name": name,
        "value": value,
        "why": why,
        "why_id": f"why-{slugify(url)}",
    }


@register.inclusion_tag("ui/verb_panel.html", takes_context=True)
def verb_panel(
    context: template.Context,
    url: str,
    title: str,
    form: BaseForm,
    words: str,
    *,
    kind: str = "",
    intro: str = "",
    why: str = "",
) -> dict[str, Any]:
    """A panel that is one act: heading, a form, and its button. With `why` the form is shut, and says why instead."""
    passed = {"csrf_token": context.get("csrf_token"), "request": context.get("request")}
    css = " ".join(["btn", *(f"btn--{one}" for one in kind.split())])
    ids = {"panel_id": f"panel-{slugify(url)}", "form": form}
    return {
        **passed,
        **ids,
        "url": url,
        "title": title,
        "words": words,
        "css": css,
        "intro": intro,
        "why": why,
    }


@register.inclusion_tag("ui/forms/error_summary.html", takes_context=True)
def error_summary(context: template.Context, *forms: BaseForm) -> dict[str, Any]:
    """All errors of the forms, in the words of the fields and linked to them. Stands above the h1.

    Several forms and formsets make one summary. Shows nothing while there is no error.
    """
    errors: list[dict[str, Any]] = []
    for form in forms:
        if not form or not hasattr(form, "errors"):
            continue
        for one in getattr(form, "forms", [form]):
            errors.extend(_errors_of(one))
        if hasattr(form, "non_form_errors"):
            errors.extend({"words": words, "target": ""} for words in form.non_form_errors())
    return {"errors": errors, "request": context.get("request")}


def _errors_of(form: BaseForm) -> list[dict[str, Any]]:
    links: dict[str, list[tuple[str, str]]] = getattr(form, "refusal_links", {})
    whole: list[dict[str, Any]] = [{"words": words, "target": ""} for words in form.non_field_errors()]
    if whole:
        whole[-1]["links"] = links.get("__all__", [])
    for bound in form:
        target = getattr(bound, "first_id", "") or bound.id_for_label
        whole.extend({"words": words, "target": target} for words in bound.errors)
    return whole


@register.inclusion_tag("ui/forms/form.html", takes_context=True)
def form_fields(context: template.Context, form: BaseForm) -> dict[str, Any]:
    """All fields of a form in our layout, without summary and buttons."""
    return {"form": form, "request": context.get("request")}


@register.inclusion_tag("ui/forms/field.html", takes_context=True)
def field(
    context: template.Context,
    bound: BoundField,
    width: str = "",
    hide_label: bool = False,
    grow: bool = False,
) -> dict[str, Any]:
    """One field: label, hint, message, control. `width`: s (7 rem), m (14), l (28) or "full".

    `hide_label` keeps the label for assistive technology only; `grow` is for the search field of a filter
    row.
    """
    return {
        "field": bound,
        "width": width,
        "hide_label": hide_label,
        "grow": grow,
        "request": context.get("request"),
    }
