"""Many people chosen in a list: they go the way of a file, with its check page, its worker, its result and its undo."""

from collections.abc import Sequence
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from audit.log import record
from licensing.file_models import Act, Column, LicenceFile
from licensing.files.columns import TEMPLATES
from licensing.files.uploads import LIMITS, keep
from licensing.models import Product
from spreadsheets.reading import Row
from tenants.models import Person, Tenant, User
from ui.refusals import Refusal

MOST_AT_ONCE: Final = 500
"""People whose licences a click changes while somebody waits for the page; for more it is a job."""


@transaction.atomic
def choose(
    tenant: Tenant, people: Sequence[Person], products: Sequence[Product], act: Act, *, by: User
) -> LicenceFile:
    """Keep the people as the rows of a file that nobody uploaded, in the order given; nothing is given or taken yet.

    Those who are left out can be downloaded, mended and uploaded as those of any file. Refuses more people than a file
    may have rows.
    """
    if len(people) > LIMITS.rows:
        words = _(
            "%(n)s people are chosen, and %(limit)s can be done at once. Narrow the list down by a filter."
        )
        raise Refusal(words % {"n": f"{len(people):,}", "limit": f"{LIMITS.rows:,}"})
    batch = LicenceFile.objects.create(
        tenant=tenant,
        of_selection=True,
        file_name=_name(len(people), products),
        encoding="utf-8-sig",
        delimiter=",",
        first_cells=[TEMPLATES["en"][0]],
        has_headings=True,
        columns=[Column.USER],
        products=[product.sku for product in products],
        act=act,
        uploaded_by_name=str(by)[:150],
    )
    keep(batch, (Row(line, [person.user_name]) for line, person in enumerate(people, start=2)))
    record("licence_file.selected", by=by, obj=batch, tenant=tenant, after={"people": batch.row_count})
    return batch


def _name(count: int, products: Sequence[Product]) -> str:
    names = _(" and ").join(product.name for product in products)
    words = ngettext("%(n)s person: %(products)s", "%(n)s people: %(products)s", count)
    return (words % {"n": f"{count:,}", "products": names})[:200]
