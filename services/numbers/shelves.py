"""The two shelves of step 4: toll and toll-free numbers, each with its own allowance (rules 3.4, 4)."""

from dataclasses import dataclass
from typing import Final

from django.http import Http404
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrPromise

from numbering.models import Allowance, Kind, Usage
from numbering.shelves import Shelf

USAGES: Final = (Usage.VOICE_APP, Usage.CONFERENCE)


@dataclass(frozen=True)
class ServiceShelf(Shelf):
    """A shelf with the word that stands for it in addresses and the words that stand on its tab."""

    slug: str = ""
    title: StrPromise | str = ""


TOLL: Final = ServiceShelf(
    allowance=Allowance.TOLL,
    usages=USAGES,
    kinds=(Kind.GEOGRAPHIC, Kind.NON_GEOGRAPHIC),
    step_key="service_numbers",
    namespace="service_numbers",
    home="search",
    template="service_numbers/overview.html",
    args=("toll",),
    slug="toll",
    title=_("Toll numbers"),
)
TOLL_FREE: Final = ServiceShelf(
    allowance=Allowance.TOLL_FREE,
    usages=USAGES,
    kinds=(Kind.TOLL_FREE,),
    step_key="service_numbers",
    namespace="service_numbers",
    home="search",
    template="service_numbers/overview.html",
    args=("toll-free",),
    slug="toll-free",
    title=_("Toll-free numbers"),
)
SHELVES: Final = (TOLL, TOLL_FREE)


def shelf_of(slug: str) -> ServiceShelf:
    """The shelf that an address names; 404 for any other word."""
    for shelf in SHELVES:
        if shelf.slug == slug:
            return shelf
    raise Http404
