"""What a search page offers: which allowance it counts against, for which uses, and where its pages are.

Steps 3 and 4 share search, hold and acquisition; a shelf is all that differs between them.
"""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from carriers.base import NumberKind
from countries.models import Country
from countries.queries import WayIn, channel_for
from numbering.models import Allowance, Kind, Usage
from tenants.models import Tenant


@dataclass(frozen=True)
class Shelf:
    """A search page. Its addresses `home`, `hold`, `order`, `keep`, `let_go` and `extend` are in `namespace`.

    `args` stand in every address between the tenant and the order, so that two shelves may share a namespace.
    """

    allowance: Allowance
    usages: tuple[Usage, ...]
    kinds: tuple[Kind, ...]
    step_key: str
    namespace: str
    home: str
    template: str
    args: tuple[str, ...] = ()

    @property
    def user_grade(self) -> bool:
        """Numbers for people; service-grade stock otherwise (rules 4: capacity)."""
        return self.allowance == Allowance.USER

    @property
    def is_toll_free(self) -> bool:
        """Only toll-free numbers: no emergency address is asked for them."""
        return self.kinds == (Kind.TOLL_FREE,)

    def url(self, tenant: Tenant, name: str, *args: Any) -> str:
        """The address of one of the shelf's pages."""
        wanted = self.home if name == "home" else name
        return reverse(f"{self.namespace}:{wanted}", args=[tenant.slug, *self.args, *args])

    def way(self, country: Country) -> WayIn:
        """How numbers of this shelf are had in a country."""
        return channel_for(country, str(self.allowance.value))


def carrier_kind(kind: str) -> NumberKind:
    """The carrier's word for a kind."""
    return NumberKind(kind)


USER_SHELF = Shelf(
    allowance=Allowance.USER,
    usages=(Usage.USER,),
    kinds=(Kind.GEOGRAPHIC, Kind.NON_GEOGRAPHIC),
    step_key="user_numbers",
    namespace="numbering",
    home="user_numbers",
    template="numbering/user_numbers.html",
)
