"""Fresh statistics after a bulk act: the database plans by them, and its own upkeep comes a minute too late.

Until then it takes a tenant that has just got ten thousand rows for one with none, and looks each of them up by reading
all the others: pages of set-up took minutes.
"""

from functools import partial
from typing import Final

from django.db import connection, models, transaction

MANY: Final = 1000  # rows; fewer do not change how a query is best answered


def refresh_after(model: type[models.Model], rows: int) -> None:
    """Call after writing or deleting `rows` rows of `model`, in the same transaction; nothing happens for few of them.

    The table is sampled once the rows are kept: a fraction of a second, whatever its size, and no lock that others wait for.
    """
    if rows >= MANY:
        transaction.on_commit(partial(_analyze, model), robust=True)


def _analyze(model: type[models.Model]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {connection.ops.quote_name(model._meta.db_table)}")
