"""Numbers of many accounts become orders: nothing is lost, no group is mixed, the sequence of an account is kept."""

from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from porting.split import Group, Want, account_key, folded, split

WANTS = st.lists(
    st.builds(
        Want,
        e164=st.integers(0, 60).map(lambda n: f"+120655530{n:02}"),
        country=st.sampled_from(["US", "CA"]),
        kind=st.sampled_from(["user", "toll", "toll_free"]),
        provider=st.sampled_from(["Pacific", "pacific ", "Northern"]),
        account=st.sampled_from(["", "77-1", "771", "9"]),
        billing=st.sampled_from(["", "+12065553000", "+12065553001"]),
        address=st.sampled_from([("1", "Harbor Street"), ("2", "Hill")]),
    ),
    max_size=60,
)


def test_2400_numbers_of_three_accounts_and_two_kinds_are_six_orders_in_sequence() -> None:
    wants = [
        Want(
            f"+1206{n:07}",
            "US",
            "toll" if n % 2 else "user",
            provider="Pacific",
            account=f"A{n % 3}",
        )
        for n in range(2400)
    ]
    groups = split(wants)
    assert [(g.first.account, g.first.kind, g.count, g.sequence, g.follows) for g in groups] == [
        ("A0", "user", 400, 1, None),
        ("A0", "toll", 400, 2, 0),
        ("A1", "user", 400, 1, None),
        ("A1", "toll", 400, 2, 2),
        ("A2", "user", 400, 1, None),
        ("A2", "toll", 400, 2, 4),
    ]
    assert not any(group.is_manual for group in groups)


def test_999_numbers_go_online_and_1000_go_by_the_desk() -> None:
    wants = [Want(f"+1206{n:07}", "US", "user") for n in range(1000)]
    assert [group.is_manual for group in split(wants[:999])] == [False]
    assert [group.is_manual for group in split(wants)] == [True]


def test_the_group_with_the_billing_number_goes_last_in_its_account() -> None:
    billing = "+12065553000"
    wants = [
        Want(billing, "US", "user", "Pacific", "1", billing),
        Want("+18005550123", "US", "toll_free", "Pacific", "1", billing),
    ]
    assert [group.numbers for group in split(wants)] == [("+18005550123",), (billing,)]


@given(WANTS)
def test_nothing_is_lost_and_each_number_is_in_one_order(wants: list[Want]) -> None:
    numbers = [number for group in split(wants) for number in group.numbers]
    assert sorted(numbers) == sorted({want.e164 for want in wants})


@given(WANTS)
def test_no_order_is_mixed(wants: list[Want]) -> None:
    first: dict[str, Want] = {}
    for want in wants:
        first.setdefault(want.e164, want)
    for group in split(wants):
        keys = {
            (w.country, w.kind, folded(w.provider), account_key(w.account), w.billing, w.address)
            for w in (first[number] for number in group.numbers)
        }
        assert len(keys) == 1


@given(WANTS)
def test_orders_of_an_account_wait_for_each_other_in_sequence(wants: list[Want]) -> None:
    groups = split(wants)
    by_account: dict[tuple[str, ...], list[Group]] = defaultdict(list)
    for place, group in enumerate(groups):
        assert group.follows is None or group.follows < place
        if account := account_key(group.first.account):
            by_account[group.first.country, folded(group.first.provider), account].append(group)
        else:
            assert group.follows is None
    for chain in by_account.values():
        _is_a_chain(chain, groups)


def _is_a_chain(chain: Sequence[Group], groups: Sequence[Group]) -> None:
    assert [group.sequence for group in chain] == list(range(1, len(chain) + 1))
    for before, after in pairwise(chain):
        assert after.follows is not None
        assert groups[after.follows] is before


@given(WANTS)
def test_the_order_in_which_numbers_come_changes_only_how_they_are_written(wants: list[Want]) -> None:
    unique = list({want.e164: want for want in wants}.values())
    one = sorted(group.numbers for group in split(unique))
    assert one == sorted(group.numbers for group in split(unique[::-1]))
