"""The rail of the steps, for every page inside set-up."""

from typing import Any

from django import template
from django.template.context import RequestContext

from wizard.steps import PlacedStep, placed_steps

register = template.Library()


def _steps(context: RequestContext, key: str) -> list[PlacedStep]:
    """Worked out once a page: the rail, the heading and the foot all ask."""
    request = context["request"]
    if not hasattr(request, "placed_steps"):
        request.placed_steps = placed_steps(request.tenant, current=key)
    return request.placed_steps


@register.inclusion_tag("ui/rail.html", takes_context=True)
def setup_rail(context: RequestContext, key: str) -> dict[str, Any]:
    """`{% setup_rail "countries" %}`: the steps as jacks on a cord, the page's own step lit."""
    return {"steps": _steps(context, key)}


@register.inclusion_tag("wizard/step_head.html", takes_context=True)
def step_head(context: RequestContext, key: str, lede: str = "") -> dict[str, Any]:
    """`{% step_head "countries" %}`: numeral, title, why the step exists, what it needs."""
    steps = _steps(context, key)
    placed = next(step for step in steps if step.step.key == key)
    needed = [step for step in steps if step.number in placed.step.needs and not step.is_finished]
    return {"placed": placed, "lede": lede, "needed": needed}


@register.inclusion_tag("wizard/step_foot.html", takes_context=True)
def step_foot(context: RequestContext, key: str) -> dict[str, Any]:
    """`{% step_foot "countries" %}`: "Continue to step N", or back to the task list after the last."""
    steps = _steps(context, key)
    placed = next(step for step in steps if step.step.key == key)
    following = next((step for step in steps if step.number > placed.number), None)
    return {"placed": placed, "following": following, "tenant": context["request"].tenant}
