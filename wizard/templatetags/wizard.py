"""The steps, for every page inside set-up. The page's context says which step it belongs to: `step_key`."""

from typing import Any

from django import template
from django.template.context import RequestContext

from wizard.steps import PlacedStep, placed_steps

register = template.Library()


def _steps(context: RequestContext) -> list[PlacedStep]:
    """Worked out once a request: the rail, the heading and the foot all ask."""
    request = context["request"]
    if not hasattr(request, "placed_steps"):
        request.placed_steps = placed_steps(request.tenant, current=str(context.get("step_key") or ""))
    steps: list[PlacedStep] = request.placed_steps
    return steps


@register.inclusion_tag("ui/rail.html", takes_context=True)
def setup_rail(context: RequestContext) -> dict[str, Any]:
    """The rail: the steps as jacks on a cord, the page's own step lit."""
    return {"steps": _steps(context)}


@register.simple_tag(takes_context=True)
def this_step(context: RequestContext) -> PlacedStep | None:
    """The step that the page belongs to: `{% this_step as step %}`."""
    return next((step for step in _steps(context) if step.current), None)


@register.simple_tag(takes_context=True)
def following_step(context: RequestContext) -> PlacedStep | None:
    """The step after the page's own; None after the last."""
    steps = _steps(context)
    current = next((index for index, step in enumerate(steps) if step.current), len(steps))
    return steps[current + 1] if current + 1 < len(steps) else None


@register.simple_tag(takes_context=True)
def needed_steps(context: RequestContext) -> list[PlacedStep]:
    """The steps that the page's own needs and that are not finished; none where the page's own is finished."""
    current = this_step(context)
    if current is None or current.is_finished:
        return []
    return [step for step in _steps(context) if step.number in current.step.needs and not step.is_finished]
