"""How numbers of many accounts become orders that carriers accept, one after the other (rules 5.1). Pure.

Grouped by country, kind, provider, account, billing number and address. Of two orders on one account the second waits for
the first: the losing carrier handles one at a time and rejects the rest.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

KINDS: Final = ("user", "toll", "toll_free")


@dataclass(frozen=True)
class Want:
    """One number with all that decides which order it belongs to. `address` is house, street, place and postcode."""

    e164: str
    country: str
    kind: str
    provider: str = ""
    account: str = ""
    billing: str = ""
    organisation: str = ""
    address: tuple[str, ...] = ()


@dataclass(frozen=True)
class Group:
    """One order to be. `first` tells how its numbers are written; `follows` is the place of the group it waits for."""

    first: Want
    numbers: tuple[str, ...]
    sequence: int = 1
    follows: int | None = None
    is_manual: bool = False

    @property
    def count(self) -> int:
        """How many numbers it has."""
        return len(self.numbers)


def folded(text: str) -> str:
    """A name without the differences that mean nothing: case and spaces."""
    return " ".join(text.split()).casefold()


def account_key(text: str) -> str:
    """An account number without the spaces and dashes in which bills write it."""
    return re.sub(r"[\s\-./]", "", text).casefold()


def _key(want: Want) -> tuple[object, ...]:
    return (
        want.country.upper(),
        folded(want.provider),
        account_key(want.account),
        KINDS.index(want.kind) if want.kind in KINDS else len(KINDS),
        want.billing,
        folded(want.organisation),
        tuple(folded(line) for line in want.address),
    )


def split(
    wants: Iterable[Want], *, most: Callable[[str, str], int] = lambda _country, _kind: 999
) -> list[Group]:
    """The orders, in the sequence in which they are to be handed in; each number is in one of them, once.

    `most` tells how many numbers an order of a country and kind may have: a larger group goes by the service desk. Within
    an account the group with the billing number is last, since the account is closed when that number leaves.
    """
    groups: dict[tuple[object, ...], list[Want]] = {}
    seen: set[str] = set()
    for want in wants:
        if want.e164 not in seen:
            seen.add(want.e164)
            groups.setdefault(_key(want), []).append(want)
    ordered = sorted(groups.items(), key=lambda item: (item[0][:3], _has_billing(item[1]), item[0][3:]))
    found: list[Group] = []
    last_of: dict[tuple[object, ...], int] = {}
    for place, (key, members) in enumerate(ordered):
        first, account = members[0], key[:3]
        before = last_of.get(account) if key[2] else None
        found.append(
            Group(
                first,
                tuple(sorted(member.e164 for member in members)),
                sequence=found[before].sequence + 1 if before is not None else 1,
                follows=before,
                is_manual=len(members) > most(first.country, first.kind),
            )
        )
        last_of[account] = place
    return found


def _has_billing(members: list[Want]) -> bool:
    return any(member.billing and member.billing == member.e164 for member in members)
