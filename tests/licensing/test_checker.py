"""The dependency matrix of rules 2.2 as a table, and the checker's promises over random worlds."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from licensing.checker import check_all, unmet
from licensing.findings import Outcome, Violation
from licensing.models import Product
from tests.licensing.worlds import (
    AUDIO,
    CREDITS,
    E3,
    E5,
    E5_PLAIN,
    PAYG,
    PER_MINUTE,
    PHONE,
    PLAN,
    PLAN_2,
    PLAN_120,
    PRODUCTS,
    RESOURCE,
    VOICE_NO_PLAN,
    VOICE_UK,
    holder,
    plenty,
    world,
)

V = Violation
TABLE = [
    ("E5 needs nothing", (), (E5,), (), "GB", ()),
    ("Phone System needs a base plan", (), (PHONE,), (), "GB", (V.DEPENDENCY,)),
    ("Phone System goes on E3", (E3,), (PHONE,), (), "GB", ()),
    ("Phone System and its base plan come together", (), (E3, PHONE), (), "GB", ()),
    ("E5 has Phone System already", (E5,), (PHONE,), (), "GB", (V.EXCLUSIVE,)),
    ("a plan needs Phone System", (E3,), (PLAN,), (), "GB", (V.DEPENDENCY,)),
    ("a plan goes on E5", (E5,), (PLAN,), (), "GB", ()),
    ("the whole chain at once", (), (E3, PHONE, PLAN, CREDITS), (), "GB", ()),
    ("two plans exclude each other", (E5, PLAN), (PLAN_2,), (), "GB", (V.EXCLUSIVE,)),
    ("two plans chosen at once", (E5,), (PLAN, PAYG), (), "GB", (V.EXCLUSIVE,)),
    ("a plan can be swapped in one act", (E5, PLAN), (PLAN_2,), (PLAN,), "GB", ()),
    ("a bundle has its plan", (E3, VOICE_UK), (PLAN,), (), "GB", (V.EXCLUSIVE,)),
    ("the British bundle is not for France", (E3,), (VOICE_UK,), (), "FR", (V.LOCATION,)),
    ("the world's bundle is not for the United States", (E3,), (VOICE_NO_PLAN,), (), "US", (V.LOCATION,)),
    ("120 minutes are not sold in the United States", (E5,), (PLAN_120,), (), "US", (V.LOCATION,)),
    ("120 minutes are sold in Britain", (E5,), (PLAN_120,), (), "GB", ()),
    ("no location, no licence", (), (E5,), (), "", (V.LOCATION,)),
    ("Audio Conferencing needs a base plan", (), (AUDIO,), (), "GB", (V.DEPENDENCY,)),
    ("Credits hang on Phone System", (E5_PLAIN,), (CREDITS,), (), "GB", ()),
    ("Credits hang on Audio Conferencing as well", (E3, AUDIO), (CREDITS,), (), "GB", ()),
    ("Credits hang on one of the two", (E3,), (CREDITS,), (), "GB", (V.DEPENDENCY,)),
    ("pay per minute needs Credits", (E3, PHONE), (PER_MINUTE,), (), "GB", (V.DEPENDENCY,)),
    ("pay per minute with Credits", (E3, PHONE, CREDITS), (PER_MINUTE,), (), "GB", ()),
    ("a resource account's licence is not for people", (E3,), (RESOURCE,), (), "GB", (V.OTHER,)),
    ("Phone System stays while a plan needs it", (E3, PHONE, PLAN), (), (PHONE,), "GB", (V.DEPENDENCY,)),
    ("both can go together", (E3, PHONE, PLAN), (), (PHONE, PLAN), "GB", ()),
    ("a suite can replace its parts", (E3, PHONE, PLAN), (E5,), (E3, PHONE), "GB", ()),
    ("what is held is not taken twice", (E5,), (E5,), (), "GB", ()),
]


@pytest.mark.parametrize(
    ("what", "held", "add", "remove", "country", "expected"), TABLE, ids=[t[0] for t in TABLE]
)
def test_dependency_matrix(what, held, add, remove, country, expected) -> None:  # type: ignore[no-untyped-def]
    [verdict] = check_all([holder(*held, country=country)], add, remove, world())
    assert tuple(finding.violation for finding in verdict.findings) == expected, what


def test_direct_routing_forbids_calling_plans() -> None:
    [verdict] = check_all([holder(E5)], [PLAN], [], world(direct_routing=True))
    assert [finding.violation for finding in verdict.findings] == [Violation.EXCLUSIVE]
    assert "assign Phone System only" in verdict.findings[0].sentence


def test_a_country_without_plans_forbids_them_but_not_the_base_plan() -> None:
    nowhere = {"calling_plan": frozenset({"AE"}), "phone_system": frozenset({"AE"})}
    [verdict] = check_all([holder(E5, country="AE")], [PLAN], [], world(not_offered=nowhere))
    assert [finding.violation for finding in verdict.findings] == [Violation.LOCATION]
    [verdict] = check_all([holder(country="AE")], [E5], [], world(not_offered=nowhere))
    assert verdict.outcome == Outcome.CHANGES


def test_lacking_seat_is_named_with_the_way_to_mend_it() -> None:
    nothing_left = {**plenty(), **{p.sku: 0 for p in PRODUCTS.values() if "phone_system" in p.gives}}
    [verdict] = check_all([holder(E3)], [PLAN], [], world(nothing_left))
    assert verdict.findings[0].sentence == (
        "To give Anna Berg Domestic Calling Plan you lack 1 Phone System seat: buy 1, or choose someone else."
    )
    assert verdict.findings[0].product == PHONE


def test_seats_go_to_the_first_and_are_gone_for_the_others() -> None:
    people = [holder(E5, key=n, name=f"P{n}") for n in range(3)]
    verdicts = check_all(people, [PLAN], [], world({**plenty(), PLAN.sku: 2}))
    assert [v.outcome for v in verdicts] == [Outcome.CHANGES, Outcome.CHANGES, Outcome.REFUSED]
    assert verdicts[2].findings[0].violation == Violation.COUNT


def test_somebody_who_holds_it_needs_no_seat() -> None:
    [verdict] = check_all([holder(E5, PLAN)], [PLAN], [], world({}))
    assert verdict.outcome == Outcome.NOTHING


some_products = st.lists(st.sampled_from(sorted(PRODUCTS)), max_size=4, unique=True)


@given(
    add=some_products,
    remove=some_products,
    people=st.lists(st.tuples(some_products, st.sampled_from(["GB", "US", "FR", ""])), max_size=6),
    left=st.dictionaries(st.sampled_from(sorted(PRODUCTS)), st.integers(0, 3)),
)
def test_whatever_is_asked_seats_never_fall_below_nothing_and_dependencies_hold(
    add: list[str], remove: list[str], people: list[tuple[list[str], str]], left: dict[str, int]
) -> None:
    def products(skus: list[str]) -> list[Product]:
        return [PRODUCTS[sku] for sku in skus]

    holders = [holder(*products(held), country=where, key=n) for n, (held, where) in enumerate(people)]
    wanted = [sku for sku in add if sku not in remove]
    verdicts = check_all(holders, products(wanted), products(remove), world(left))
    for sku in PRODUCTS:
        taken = sum(PRODUCTS[sku] in v.add for v in verdicts if v.outcome == Outcome.CHANGES)
        given_back = sum(PRODUCTS[sku] in v.remove for v in verdicts if v.outcome == Outcome.CHANGES)
        assert taken <= left.get(sku, 0) + given_back
    for verdict in (v for v in verdicts if v.outcome == Outcome.CHANGES):
        final = [p for p in verdict.holder.held if p not in verdict.remove] + list(verdict.add)
        assert not any(unmet(product, final) for product in verdict.add)
        plans = [p for p in final if "calling_plan" in p.gives]
        assert len(plans) <= 1 or not any(p in verdict.add for p in plans)
