"""What the page of step 4 shows, however it came to be rendered: asked for, or again after a form that was not valid."""

from django import template
from django.template.context import RequestContext

from countries.models import Country
from services.numbers.overviews import Overview
from services.numbers.shelves import TOLL

register = template.Library()


@register.simple_tag(takes_context=True)
def service_overview(context: RequestContext) -> Overview:
    """The figures of the page: `{% service_overview as overview %}`. The context may name the `shelf` in view.

    Worked out once a request: several blocks of the page ask.
    """
    request = context["request"]
    if not hasattr(request, "service_overview"):
        request.service_overview = Overview(request.tenant, context.get("shelf") or TOLL)
    overview: Overview = request.service_overview
    return overview


@register.filter
def notes_on(overview: Overview, country: Country | None) -> list[str]:
    """What is worth knowing about the shelf in view in a country."""
    return overview.notes(country) if country else []
