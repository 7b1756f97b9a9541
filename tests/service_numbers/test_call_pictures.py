"""The picture and its list: both show every way once, words fit their boxes, and pages show them with links."""

import datetime
import itertools
from html.parser import HTMLParser
from typing import Any

import pytest
from django.template.loader import render_to_string
from hypothesis import given
from hypothesis import strategies as st

from numbering.models import PhoneNumber
from services.callflow.graph import (
    ENDS,
    Agent,
    Attendant,
    Called,
    Cause,
    Edge,
    Graph,
    Kind,
    Menu,
    Node,
    Queue,
)
from services.callflow.layout import WIDTH
from services.callflow.walks import ways_back
from services.callflow.wrapping import width_of
from services.numbers import call_pictures
from services.numbers.call_pictures import CallPicture, picture
from services.schedules.weekly import Week
from services.voice_apps.destinations import Leads
from tenants.models import Tenant, User
from tenants.scoping import tenant_scope
from tests.callflow.graphs import START, joined
from tests.service_numbers.conftest import ClientOf, give, toll
from tests.service_numbers.flows import OFFICE, answered_by, make_attendant, make_callable, make_queue

NOON = datetime.datetime(2026, 11, 23, 20, 0, tzinfo=datetime.UTC)  # a Monday noon in Seattle
names = st.text(max_size=80)


@st.composite
def call_graphs(draw: st.DrawFn) -> Graph:
    """Graphs of all kinds of places with any names and ways that such places can have."""
    count = draw(st.integers(1, 10))
    places: list[Node] = [Node(key=START, kind=Kind.NUMBER, name="+12065550100", ref=1)]
    for number in range(1, count):
        key, name = f"n{number}", draw(names)
        kind = draw(st.sampled_from([kind for kind in Kind if kind is not Kind.NUMBER]))
        if kind is Kind.QUEUE:
            agents = (Agent(draw(names)),) * (number % 3)
            places.append(
                Queue(key=key, name=name, ref=number, agents=agents, size=number, on_duty=number % 2)
            )
        elif kind is Kind.ATTENDANT:
            hours = draw(st.sampled_from([None, Week.always(), Week.parse(OFFICE)]))
            places.append(Attendant(key=key, name=name, ref=number, hours=hours, zone=None))
        elif kind is Kind.MENU:
            places.append(Menu(key=key, name=name, ref=number, directory=number % 2 == 0))
        elif kind is Kind.PERSON:
            places.append(Called(key=key, name=name, ref=number, why_not=draw(names)))
        else:
            places.append(Node(key=key, kind=kind, name=name, ref=number))
    ways = set()
    sources = [place for place in places if place.kind not in ENDS]
    for number, (source, cause) in enumerate(
        draw(st.lists(st.tuples(st.sampled_from(sources), st.sampled_from(list(Cause))), max_size=25))
    ):
        target = draw(st.sampled_from(places))
        says = draw(names) if source == target else ""
        ways.add(Edge(source.key, target.key, cause, str(number % 10) if cause is Cause.KEY else "", says))
    return Graph.of(places, sorted(ways, key=str)).reached_from(START)


def drawn(graph: Graph) -> CallPicture:
    return picture(graph, START, slug="halden", at=NOON)


@given(call_graphs())
def test_every_way_is_drawn_as_a_cord_or_told_in_its_box_and_is_in_the_list_once(graph: Graph) -> None:
    found = drawn(graph)
    back = ways_back(graph, START)
    cords = [edge for edge in graph.edges if graph.nodes[edge.target].kind not in ENDS and edge not in back]
    assert len(found.ways) == len(cords)
    assert len(found.places) == sum(node.kind not in ENDS for node in graph.nodes.values())
    assert len(found.told) == len(graph.edges) + 1
    keys = sorted(edge.key for edge in graph.edges if edge.cause is Cause.KEY)
    assert sorted(key.sign for place in found.places for key in place.keys) == keys


@given(call_graphs())
def test_words_stay_inside_their_boxes_and_boxes_inside_the_drawing(graph: Graph) -> None:
    found = drawn(graph)
    for place in found.places:
        assert place.x + WIDTH <= found.width
        assert place.y + place.height <= found.height
        for line in place.words:
            assert place.y < line.y - 8 < line.y < place.y + place.height
            wide = width_of(line.text, 13 if "s" in line.css.split() else 15)
            left = line.x - wide if line.end else line.x
            assert place.x <= left
            assert left + wide <= place.x + WIDTH
        for key in place.keys:
            assert place.y <= key.y
            assert key.y + 24 <= place.y + place.height


class Nesting(HTMLParser):
    """Checks that lists are closed as they were opened."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.items = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("ul", "li", "svg", "g", "a", "details", "figure"):
            assert tag != "li" or self.open[-1] == "ul"
            assert tag != "ul" or self.open[-1] in ("li", "details")
            self.open.append(tag)
            self.items += tag == "li"

    def handle_endtag(self, tag: str) -> None:
        if tag in ("ul", "li", "svg", "g", "a", "details", "figure"):
            assert self.open.pop() == tag


def rendered(found: CallPicture) -> str:
    context = {"picture": found, "moment": NOON, "zone": "America/Los_Angeles"}
    return render_to_string("service_numbers/_call_picture.html", context)


@given(call_graphs())
def test_the_list_is_well_nested_whatever_the_graph_is(graph: Graph) -> None:
    found = drawn(graph)
    nesting = Nesting()
    nesting.feed(rendered(found))
    assert nesting.open == []
    assert nesting.items == len(found.told)


def test_a_chain_of_two_hundred_places_is_told_and_not_drawn() -> None:
    signs = [chr(0x4E00 + number) for number in range(200)]
    graph = joined(*(a + b for a, b in itertools.pairwise(signs)))
    found = picture(graph, signs[0], slug="halden", at=NOON)
    assert not found.is_drawn
    page = rendered(found)
    assert "Calls to it can come to 200 places." in page
    assert page.count("<li>") == 200


def test_names_are_text_in_the_drawing_and_in_the_list() -> None:
    bad = Node(key="n1", kind=Kind.VOICEMAIL, name="<script>alert(1)</script>", ref=1)
    start = Node(key=START, kind=Kind.NUMBER, name="+12065550100", ref=1)
    page = rendered(drawn(Graph.of([start, bad], [Edge(START, "n1", Cause.ANSWERS)])))
    assert "<script" not in page
    assert page.count("&lt;script&gt;") >= 2


def test_the_page_of_a_number_shows_what_its_caller_reaches(
    tenant: Tenant, admin: User, viewer: User, client_of: ClientOf, reference_data: None
) -> None:
    anna = make_callable(tenant, "anna")
    sales = make_queue(
        tenant, overflow=Leads("busy"), timeout=Leads("voicemail", person=anna), no_agents=Leads("wait")
    )
    line = make_attendant(
        tenant,
        {"open": Leads("menu"), "open.1": Leads("app", target=sales), "closed": Leads("disconnect")},
        hours=OFFICE,
        said="Welcome",
    )
    number = answered_by(line, by=admin)
    page = client_of(viewer).get(f"/t/{tenant.slug}/numbers/{number.pk}/").content.decode()
    for words in (
        "What a caller reaches",
        "Auto attendant, Mon and Tue 09:00 to 17:00",
        "On key 1:",
        "It has no agent",
        "When a call has waited too long:",
        "the busy tone",
        f'href="/t/{tenant.slug}/people/{anna.pk}/"',
        "Blue cords carry calls at this moment",
        "Los Angeles",
    ):
        assert words in page, words
    assert "Make it the main number" not in page
    assert (
        "Make it the main number"
        in client_of(admin).get(f"/t/{tenant.slug}/numbers/{number.pk}/").content.decode()
    )


def test_a_free_number_has_no_picture(
    tenant: Tenant, admin: User, client_of: ClientOf, reference_data: None
) -> None:
    [number] = give(tenant, admin, toll(0))
    page = client_of(admin).get(f"/t/{tenant.slug}/numbers/{number.pk}/").content.decode()
    assert "What a caller reaches" not in page


@pytest.mark.parametrize(("hour", "live"), [(20, "open"), (4, "closed")])
def test_the_cords_that_carry_calls_follow_the_hours(
    tenant: Tenant, admin: User, reference_data: None, hour: int, live: str
) -> None:
    sales, night = make_queue(tenant), make_queue(tenant, "Night")
    leads: dict[str, Any] = {"open": Leads("app", target=sales), "closed": Leads("app", target=night)}
    number: PhoneNumber = answered_by(make_attendant(tenant, leads, hours=OFFICE), by=admin)
    with tenant_scope(tenant):
        found = call_pictures.what_a_caller_reaches(number, at=NOON.replace(hour=hour))
    css = [way.css for way in found.ways]
    assert css == (["live", "live", "off"] if live == "open" else ["live", "off", "live"])
    assert str(found.zone) == "America/Los_Angeles"
