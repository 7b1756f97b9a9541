"""Fields and their summary say the same words, and the summary's links lead to the fields."""

import re

import pytest
from django import forms
from django.template import Context, Template

from ui.forms import ConsoleForm, refuse
from ui.refusals import Refusal


class OrderForm(ConsoleForm):
    amount = forms.IntegerField(label="How many", help_text="At most 18.", max_value=18)
    city = forms.ChoiceField(label="City", choices=[("", "Choose"), ("1", "Redmond")])
    routing = forms.ChoiceField(
        label="Routing", choices=[("a", "All"), ("t", "Turn")], widget=forms.RadioSelect
    )
    day = forms.DateField(label="Day", required=False)
    opt_out = forms.BooleanField(label="Opt out", required=False)


def render(source: str, **context: object) -> str:
    return Template("{% load ui %}" + source).render(Context(context))


@pytest.fixture
def bad() -> OrderForm:
    return OrderForm({"p-amount": "24"}, prefix="p")


def test_summary_and_fields_say_the_same(bad: OrderForm) -> None:
    summary, fields = render("{% error_summary form %}", form=bad), bad.as_console()
    words = [str(error) for errors in bad.errors.values() for error in errors]
    assert len(words) == 3
    for sentence in words:
        assert sentence in summary
        assert sentence in fields


def test_every_link_of_the_summary_has_its_target(bad: OrderForm) -> None:
    targets = re.findall(r'href="#([^"]+)"', render("{% error_summary form %}", form=bad))
    assert targets == ["id_p-amount", "id_p-city", "id_p-routing_0"]
    for target in targets:
        assert f'id="{target}"' in bad.as_console()


def test_what_describes_a_field_exists(bad: OrderForm) -> None:
    html = bad.as_console()
    described = {one for ids in re.findall(r'aria-describedby="([^"]+)"', html) for one in ids.split()}
    assert described
    for one in described:
        assert f'id="{one}"' in html


def test_a_field_in_error_says_so(bad: OrderForm) -> None:
    html = bad.as_console()
    assert 'aria-invalid="true"' in html
    assert "field--bad" in html


def test_no_summary_without_errors() -> None:
    assert render("{% error_summary form %}", form=OrderForm()).strip() == ""


def test_several_forms_make_one_summary_with_different_ids() -> None:
    first, second = OrderForm({}, prefix="a"), OrderForm({}, prefix="b")
    html = render("{% error_summary one two %}", one=first, two=second)
    assert html.count('role="alert"') == 1
    assert "#id_a-amount" in html
    assert "#id_b-amount" in html


def test_a_refusal_reaches_its_field_with_its_link(bad: OrderForm) -> None:
    refuse(bad, Refusal("Your quota leaves 18.", url="/licences/", link="See the sum", field="amount"))
    assert "Your quota leaves 18." in bad.errors["amount"]
    assert 'href="/licences/"' in bad.as_console()


def test_a_refusal_without_a_field_stands_in_the_summary(bad: OrderForm) -> None:
    refuse(bad, Refusal("The desk is closed.", url="/desk/", link="Hours", field="nothing"))
    html = render("{% error_summary form %}", form=bad)
    assert "The desk is closed." in html
    assert 'href="/desk/"' in html


def test_dates_are_native_and_survive_a_round_trip() -> None:
    form = OrderForm(initial={"day": __import__("datetime").date(2026, 5, 12)})
    assert 'type="date"' in str(form["day"])
    assert 'value="2026-05-12"' in str(form["day"])


def test_words_are_escaped() -> None:
    form = OrderForm({})
    refuse(form, Refusal("<script>", field="city"))
    assert "<script>" not in form.as_console() + render("{% error_summary form %}", form=form)


def test_a_wrong_address_is_told_in_our_words_unless_the_form_has_its_own() -> None:
    class Invite(ConsoleForm):
        address = forms.EmailField()
        theirs = forms.EmailField(error_messages={"invalid": "No."})

    form = Invite({"address": "nobody", "theirs": "x"})
    assert form.errors["address"] == ["Enter an e-mail address, as in name@example.com."]
    assert form.errors["theirs"] == ["No."]
