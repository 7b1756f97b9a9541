"""Products and worlds for tests, as the catalogue's file has them."""

from itertools import count

from licensing import catalogue, seats
from licensing.checker import Holder, World
from licensing.models import Product, SeatPurchase
from tenants.models import Tenant, User
from tenants.scoping import tenant_scope

PRODUCTS = {row["sku"]: Product(**row) for row in catalogue.rows()}
E5, E5_PLAIN, E3 = (
    PRODUCTS[sku] for sku in ("ENTERPRISEPREMIUM", "ENTERPRISEPREMIUM_NOPSTNCONF", "ENTERPRISEPACK")
)
PHONE, PLAN, PLAN_2, PLAN_120, PAYG = (
    PRODUCTS[sku] for sku in ("MCOEV", "MCOPSTN1", "MCOPSTN2", "MCOPSTN5", "MCOPSTN_PAYG_1")
)
AUDIO, PER_MINUTE, CREDITS, RESOURCE = (
    PRODUCTS[sku] for sku in ("MCOMEETADV", "MCOMEETACPEA", "MCOPSTNPP", "PHONESYSTEM_VIRTUALUSER")
)
VOICE_UK, VOICE_NO_PLAN = PRODUCTS["BUSINESS_VOICE"], PRODUCTS["BUSINESS_VOICE_DIRECTROUTING"]
ANNA = "Anna Berg"
_references = count(1)


def plenty() -> dict[str, int]:
    """A hundred seats of everything."""
    return dict.fromkeys(PRODUCTS, 100)


def world(left: dict[str, int] | None = None, **fields: object) -> World:
    return World(products=PRODUCTS, left=plenty() if left is None else left, **fields)  # type: ignore[arg-type]


def holder(*held: Product, country: str = "GB", key: int = 1, name: str = ANNA) -> Holder:
    return Holder(key, name, country, held)


def bought(tenant: Tenant, by: User, **seats_by_sku: int) -> None:
    """Buy seats: `bought(tenant, admin, MCOEV=5)`."""
    with tenant_scope(tenant):
        for sku, quantity in seats_by_sku.items():
            seats.buy(
                tenant,
                PRODUCTS[sku],
                quantity,
                reference=f"order-{next(_references)}",
                source=SeatPurchase.Source.OPERATOR,
                by=by,
            )
