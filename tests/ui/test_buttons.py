"""One-button forms and panels of one act: what they send, and that a shut one says why and sends nothing."""

from django.template import Context, Template

from ui.forms import ConsoleForm
from ui.views import SampleErrors


def rendered(text: str, **context: object) -> str:
    return Template("{% load ui %}" + text).render(Context({"csrf_token": "token", **context}))


def test_a_button_sends_its_own_name_and_the_token() -> None:
    html = rendered(
        '{% post_button "/a/" words icon="check" kind="go sm" about="Anna" name="n" value=7 %}', words="<Go>"
    )
    assert 'action="/a/"' in html
    assert 'name="csrfmiddlewaretoken" value="token"' in html
    assert 'class="btn btn--go btn--sm" name="n" value="7"' in html
    assert "&lt;Go&gt;" in html
    assert '<span class="vh"> Anna</span>' in html


def test_a_shut_button_says_why_and_sends_nothing() -> None:
    html = rendered('{% post_button "/a/b/" "Delete" why="Anna uses it." %}')
    assert "<form" not in html
    assert 'aria-disabled="true" aria-describedby="why-ab"' in html
    assert '<p class="why" id="why-ab">Anna uses it.</p>' in html


def test_a_panel_keeps_what_was_typed_and_its_refusal() -> None:
    form: ConsoleForm = SampleErrors({"amount": "24", "city": ""})
    html = rendered(
        '{% verb_panel "/a/" "Order" form "Order it" kind="go" intro="18 are left." %}', form=form
    )
    assert 'value="24"' in html
    assert "You asked for 24 numbers, but your quota leaves 18" in html
    assert "18 are left." in html
    shut = rendered('{% verb_panel "/a/" "Order" form "Order it" why="Claim it first." %}', form=form)
    assert "<form" not in shut
    assert "Claim it first." in shut
