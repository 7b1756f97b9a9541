"""A world of rows that is put back as it was, as often as a test wants, and pictures of what became of it."""

import hashlib
import re
from collections import Counter, defaultdict
from typing import Any, Final, LiteralString

from django.db import connection, transaction
from psycopg2.sql import SQL, Composed, Identifier, Literal

FIRST_ID: Final = 10_000_000
"""Ids of rows that come after the world was kept have eight digits and begin with 1, so that they are known in any text."""
IDS_OF_A_TABLE: Final = 50_000
REFERENCE: Final = ("countries_", "django_", "auth_", "porting_rejectionreason", "porting_countryrequirement")
"""Tables that no job writes to."""
NOT_IN_THE_PICTURE: Final = frozenset(
    {"attempts", "lease_token", "lease_until", "asked", "remaining", "pin_hash", "conference_id"}
)
"""Columns that a kill may change: leases, and how often a sandbox was asked; and what is drawn by chance."""
ROUNDS: Final = 3
TIME = re.compile(
    r"\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:\+\d\d(?::?\d\d)?|-\d\d:?\d\d|Z)?)?"
)
BY_CHANCE = re.compile(
    r"(?<![0-9A-Za-z+])(?:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{32}|[0-9a-f]{16}|1\d{7}"
    r"|[1-9]\d{8}|[1-9]\d\d \d{3} \d{3}|(?<=PIN: )\d+)(?![0-9A-Za-z])"
)
"""Ids of new rows, and what is drawn anew each time: keys, references, conference ids and PINs."""

Picture = Counter[str]


class KeptWorld:
    """The rows of all tables at the moment when it is made."""

    def __init__(self) -> None:
        self.tables = [table for table in _tables() if not table.startswith(REFERENCE)]
        with connection.cursor() as cursor:
            cursor.execute("DROP SCHEMA IF EXISTS kept CASCADE; CREATE SCHEMA kept")
            cursor.execute(self._for_each_table("CREATE TABLE kept.{table} AS TABLE public.{table}"))

    def put_back(self) -> None:
        """Make the tables what they were; the ids of new rows begin anew, each table's at a number of its own."""
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL session_replication_role = replica")  # no triggers, no foreign keys
            cursor.execute(
                self._for_each_table(
                    "DELETE FROM public.{table}; INSERT INTO public.{table} SELECT * FROM kept.{table}"
                )
            )
            _number_from(FIRST_ID)

    def close(self) -> None:
        """Forget it, and let ids be small again for the next test, which finds empty tables."""
        with connection.cursor() as cursor:
            cursor.execute("DROP SCHEMA kept CASCADE")
        _number_from(1)

    def picture(self) -> Picture:
        """All rows as texts. Times are left out; a name that was given by chance is replaced by where it stands.

        Two worlds have the same picture when they differ in nothing but the moment, the ids and what was drawn.
        """
        rows = [TIME.sub("a time", row) for row in self._rows()]
        names: dict[str, str] = {}
        for _round in range(ROUNDS):
            names = _names(rows, names)
        return Counter(_plain(row, names) for row in rows)

    def _rows(self) -> list[str]:
        each = SQL(
            "SELECT {name} || ' ' || row_to_json(r)::text FROM (SELECT {columns} FROM public.{table}) AS r"
        )
        with connection.cursor() as cursor:
            columns = self._columns(cursor)
            parts = [
                each.format(
                    name=Literal(table),
                    columns=SQL(", ").join(map(Identifier, columns[table])),
                    table=Identifier(table),
                )
                for table in self.tables
            ]
            cursor.execute(SQL(" UNION ALL ").join(parts))
            return [text for (text,) in cursor.fetchall()]

    def _columns(self, cursor: Any) -> dict[str, list[str]]:
        cursor.execute(
            "SELECT table_name, array_agg(column_name::text ORDER BY ordinal_position)"
            " FROM information_schema.columns WHERE table_schema = 'public' AND column_name <> ALL(%s)"
            " GROUP BY table_name",
            [list(NOT_IN_THE_PICTURE)],
        )
        return dict(cursor.fetchall())

    def _for_each_table(self, statement: LiteralString) -> Composed:
        return SQL("; ").join(SQL(statement).format(table=Identifier(table)) for table in self.tables)


def _number_from(first: int) -> None:
    """Let each table's ids go on from a number of its own."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT setval(format('%%I.%%I', schemaname, sequencename)::regclass,"
            " %s + %s * row_number() OVER (ORDER BY sequencename))"
            " FROM pg_sequences WHERE schemaname = 'public'",
            [first, IDS_OF_A_TABLE],
        )


def _tables() -> list[str]:
    return sorted(connection.introspection.django_table_names(only_existing=True, include_views=False))


def _plain(row: str, names: dict[str, str]) -> str:
    return BY_CHANCE.sub(lambda found: f"<{names.get(found[0], '')}>", row)


def _names(rows: list[str], names: dict[str, str]) -> dict[str, str]:
    """For each name by chance one that says in which rows it stands, as far as those are known."""
    places: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        if found := set(BY_CHANCE.findall(row)):
            plain = _plain(row, names)
            for name in found:
                places[name].append(plain)
    return {
        name: hashlib.sha256("\n".join(sorted(texts)).encode()).hexdigest()[:6]
        for name, texts in places.items()
    }


def difference(one: Picture, other: Picture) -> str:
    """The rows that only one of the pictures has, to be read by people; "" where there are none.

    A row that is another one makes all that point at it others: those are told only where nothing else differs.
    """
    for read in (_without_names, str):
        was, now = (Counter(map(read, picture.elements())) for picture in (one, other))
        if was != now:
            gone = [f"- {row} (x{count})" for row, count in (was - now).items()]
            new = [f"+ {row} (x{count})" for row, count in (now - was).items()]
            return "\n".join(sorted([*gone, *new], key=lambda line: line[2:]))
    return ""


def _without_names(row: str) -> str:
    return re.sub("<[0-9a-f]{6}>", "<>", row)
