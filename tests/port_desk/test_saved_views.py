"""An agent's own views of the queue: what they keep, how many, and that nobody else sees or touches them."""

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from porting.desk import saved_views
from porting.models import SavedView
from tenants.models import User
from tests.races import at_once
from ui.refusals import Refusal


def save(by: User, name: str = "French ones", view: str = "open", **filters: str) -> SavedView:
    return saved_views.save(name, saved_views.query_of(view, filters or {"country": "FR"}), by=by)


def test_a_view_keeps_the_filters_that_it_may_and_nothing_else(agent: User) -> None:
    view = save(agent, view="mine", country="FR", after="x", page="2", urgent="on", q=" ", evil="1")
    assert saved_views.parts_of(view) == ("mine", "country=FR&urgent=on")


def test_a_view_of_the_queue_that_there_is_not_becomes_all_open_orders(agent: User) -> None:
    assert saved_views.parts_of(save(agent, view="../operator"))[0] == "open"


@pytest.mark.parametrize(("name", "filters"), [(" ", {"country": "FR"}), ("All", {"after": "x"})])
def test_a_view_without_a_name_or_filters_is_refused(agent: User, name: str, filters: dict[str, str]) -> None:
    with pytest.raises(Refusal) as met:
        saved_views.save(name, saved_views.query_of("open", filters), by=agent)
    assert met.value.field == "name"


def test_filters_that_are_too_long_are_refused(agent: User) -> None:
    with pytest.raises(Refusal, match="too long"):
        save(agent, q="é" * 100)


def test_a_name_that_is_there_in_any_case_is_replaced(agent: User) -> None:
    first = save(agent, "French ones")
    second = save(agent, "french  ONES", country="BE")
    assert first.pk == second.pk
    assert [one.query for one in saved_views.of(agent)] == ["view=open&country=BE"]


def test_an_agent_has_at_most_twenty_and_may_replace_one_of_them(agent: User, colleague: User) -> None:
    for n in range(20):
        save(agent, f"View {n}")
    with pytest.raises(Refusal, match="You have 20 views, and can have 20"):
        save(agent, "One more")
    save(agent, "View 3", country="BE")
    save(colleague, "One more")


def test_another_agents_view_is_not_seen_renamed_or_removed(agent: User, colleague: User) -> None:
    view = save(agent)
    assert not saved_views.of(colleague).exists()
    save(colleague, country="BE")  # the same name
    with pytest.raises(Refusal, match="not there any more"):
        saved_views.rename(view, "Mine", by=colleague)
    with pytest.raises(Refusal, match="not there any more"):
        saved_views.remove(view, by=colleague)
    assert saved_views.of(agent).get().name == "French ones"


def test_a_view_is_renamed_unless_another_has_the_name(agent: User) -> None:
    view = save(agent)
    save(agent, "Belgian ones", country="BE")
    with pytest.raises(Refusal, match="“belgian ones” already"):
        saved_views.rename(view, "belgian ones", by=agent)
    saved_views.rename(view, "FRENCH ones", by=agent)
    assert sorted(saved_views.of(agent).values_list("name", flat=True)) == ["Belgian ones", "FRENCH ones"]


def test_a_removed_view_comes_back_by_its_name_and_filters(agent: User) -> None:
    view = save(agent)
    name, query = view.name, view.query
    saved_views.remove(view, by=agent)
    assert not saved_views.of(agent).exists()
    assert saved_views.save(name, query, by=agent).query == query


@pytest.mark.django_db(transaction=True)
def test_two_that_are_saved_at_once_do_not_pass_the_limit(agent: User) -> None:
    for n in range(19):
        save(agent, f"View {n}")
    results = at_once(lambda: save(agent, "A"), lambda: save(agent, "B"))
    assert sum(isinstance(one, Refusal) for one in results) == 1
    assert saved_views.of(agent).count() == 20


@given(st.dictionaries(st.sampled_from(["q", "country", "holder", "x", "view"]), st.text(max_size=20)))
def test_what_is_kept_is_read_again_as_it_was(filters: dict[str, str]) -> None:
    view = SavedView(query=saved_views.query_of("due", filters))
    name, query = saved_views.parts_of(view)
    kept = {key: text.strip() for key, text in filters.items() if key in ("q", "country", "holder")}
    assert name == "due"
    assert QueryDict(query).dict() == {key: text for key, text in kept.items() if text}
