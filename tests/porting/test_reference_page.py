"""The page of the documentation is what the tables say."""

from django.conf import settings

from porting.models import PortOrder
from porting.reference.reference_page import PATH, page
from porting.transitions import TRANSITIONS


def test_the_page_is_not_stale() -> None:
    assert (settings.BASE_DIR / PATH).read_text(encoding="utf-8") == page(), "run manage.py porting_reference"


def test_every_move_and_every_state_is_on_the_page() -> None:
    text = page()
    for (was, to), sides in TRANSITIONS.items():
        assert f"    {was} --> {to}: {', '.join(sorted(sides))}" in text
    for status in PortOrder.Status:
        assert f"| `{status}` | {status.label} |" in text
