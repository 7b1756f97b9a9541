"""Much at once, half-way: a reservation that waits for an answer, and a file of licences of which some rows are wrong."""

import io
from collections.abc import Sequence
from typing import Final

from licensing.files import checks, uploads
from numbering.models import Kind, Usage
from numbering.reservations import reservations
from numbering.reservations.places import Spot
from numbering.reservations.reservations import Wish
from tenants.models import Person, Tenant, User
from wizard.demonstration import parts

WISHES: Final = ((8, "Washington", "Seattle"), (4, "Massachusetts", "Boston"), (2, "Oregon", "Portland"))
FILE: Final = "audio-conferencing-spring.csv"


def reserve(tenant: Tenant, by: User) -> None:
    """Numbers for people who come in spring; they are held, and nobody has said yet what becomes of them."""
    wishes = [
        Wish(count, Usage.USER, Spot("US", Kind.GEOGRAPHIC, state, city)) for count, state, city in WISHES
    ]
    reservations.ask(tenant, wishes, token=tenant.slug, by=by)
    parts.work()


def licence_file(tenant: Tenant, people: Sequence[Person], by: User) -> None:
    """A file that was uploaded and checked: rows that can be applied, and some that must be mended first."""
    *good, misspelt, unclear = [person.user_name for person in people]
    lines = [
        "User principal name,Product,Action,Usage location",
        *(f"{name},Audio Conferencing,assign,US" for name in good),
        "robin.quill@halden.example,Audio Conferencing,assign,US",
        f"{misspelt},Audio Conferring,assign,US",
        f"{unclear},Audio Conferencing,maybe,US",
    ]
    upload = uploads.read(tenant, io.BytesIO("\r\n".join(lines).encode()), file_name=FILE, by=by)
    checks.ask(upload, by=by)
