"""In a large stock, workers begin at different places, all of them inside it; in a small one at its beginning."""

import pytest

from carriers import stock
from carriers.base import NumberKind, Query
from numbering.search.starting_points import starting_point

QUERY = Query("US", NumberKind.GEOGRAPHIC)


@pytest.fixture
def large(db: None) -> None:
    """10,000 numbers, spread over 700,000."""
    stock.put(
        [
            stock.Block(
                f"+1206{2_000_000 + at * 7_000:07d}"[:-2], 100, "US", "", "", NumberKind.GEOGRAPHIC, True
            )
            for at in range(100)
        ]
    )


@pytest.mark.usefixtures("large")
def test_seeds_are_spread_over_the_whole_stock() -> None:
    points = {int(starting_point(QUERY, 1000, seed=seed)[1:]) for seed in range(60)}
    assert len(points) == 60
    assert min(points) >= 12_062_000_000
    assert max(points) <= 12_062_000_000 + 700_000 * 1.25
    thirds = {(point - 12_062_000_000) // 234_000 for point in points}
    assert {0, 1, 2} <= thirds


@pytest.mark.usefixtures("large")
def test_a_seed_begins_where_it_began_before() -> None:
    assert starting_point(QUERY, 1000, seed=7) == starting_point(QUERY, 1000, seed=7)


def test_a_small_stock_is_looked_at_from_its_beginning(db: None) -> None:
    stock.put([stock.Block("+120625550", 100, "US", "", "", NumberKind.GEOGRAPHIC, True)])
    assert starting_point(QUERY, 1000, seed=7) == ""
    assert starting_point(Query("FR", NumberKind.GEOGRAPHIC), 1000, seed=7) == ""
