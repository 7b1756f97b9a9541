"""Words of the bridge for templates: `{% load bridges %}`."""

from django import template

from services.bridges import conference_ids, words
from services.bridges.models import BridgeNumber

register = template.Library()


@register.filter
def languages(number: BridgeNumber) -> str:
    """The languages of a number, in order."""
    return words.languages_of(number)


@register.filter
def conference_id(digits: str) -> str:
    """A conference id as it is printed: 123 456 789."""
    return conference_ids.spaced(digits)
