"""Icons as inline SVG: lucide's, and the jacks by which the console tells how far a thing has come."""

from __future__ import annotations

from functools import lru_cache

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from lucide.templatetags.lucide import lucide

JACKS = {
    "jack-done": (
        '<circle cx="12" cy="12" r="9.5" fill="currentColor" stroke="none"/>'
        '<path class="tick" d="m7.75 12.5 3 3 5.75-6.25"/>'
    ),
    "jack-half": (
        '<circle cx="12" cy="12" r="9"/><path d="M12 3a9 9 0 0 1 0 18z" fill="currentColor" stroke="none"/>'
    ),
    "jack-empty": '<circle cx="12" cy="12" r="9"/>',
    "jack-dotted": '<circle cx="12" cy="12" r="9" stroke-dasharray="2.5 3.15"/><path d="M8 12h8"/>',
    "jack-struck": '<circle cx="12" cy="12" r="9"/><path d="m5.8 18.2 12.4-12.4"/>',
}
"""Empty, half, full, dotted (shut), struck through (not needed)."""


@lru_cache(maxsize=512)
def svg(name: str, *, small: bool = False, label: str = "") -> SafeString:
    """The icon as safe markup. Raises for a name that neither set has: a wrong name is a bug."""
    css = "i i-sm" if small else "i"
    if name in JACKS:
        naming = (
            format_html('role="img" aria-label="{}"', label) if label else mark_safe('aria-hidden="true"')
        )
        return format_html(
            '<svg class="{}" viewBox="0 0 24 24" fill="none" stroke="currentColor" '
            'stroke-width="2" {}>{}</svg>',
            css,
            naming,
            mark_safe(JACKS[name]),  # noqa: S308 - our own constant markup
        )
    attributes = (
        {"class": css, "role": "img", "aria-label": label} if label else {"class": css, "aria-hidden": "true"}
    )
    return mark_safe(  # noqa: S308 - the library escapes the attributes
        "".join(line.strip() + " " for line in lucide(name, size=None, **attributes).split("\n")).strip()
    )


@lru_cache(maxsize=1)
def names_of_jacks() -> tuple[str, ...]:
    """The names of our own icons, for the gallery."""
    return tuple(escape(name) for name in JACKS)
