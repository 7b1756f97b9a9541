"""The sentences of the checker."""

from django.utils.translation import gettext as _
from django_countries import countries

from licensing.models import Capability, Product


def _any_of(capabilities: tuple[str, ...]) -> str:
    return str(_(" or ")).join(str(Capability(word).label) for word in capabilities)


def not_for_people(product: Product) -> str:
    return _("%(product)s is for the account behind a queue or an attendant, never for a person.") % {
        "product": product
    }


def direct_routing(name: str, product: Product) -> str:
    return _(
        "%(name)s calls through Direct Routing. %(product)s cannot be held together with it: assign Phone System only."
    ) % {"name": name, "product": product}


def no_location(name: str) -> str:
    return _("%(name)s has no usage location, so nothing can be assigned. Set the location first.") % {
        "name": name
    }


def not_in_country(name: str, product: Product, country: str) -> str:
    return _("%(product)s cannot be had in %(country)s, where %(name)s is. Choose another product.") % {
        "product": product,
        "country": countries.name(country) or country,
        "name": name,
    }


def clash(name: str, product: Product, other: Product, *, other_is_held: bool) -> str:
    words = {"name": name, "product": product, "other": other}
    if other_is_held:
        return (
            _(
                "%(name)s holds %(other)s, which cannot be held together with %(product)s. Remove %(other)s, or leave "
                "%(product)s out."
            )
            % words
        )
    return _("%(product)s and %(other)s cannot be held together. Choose one of them for %(name)s.") % words


def still_needed(name: str, product: Product, lacking: tuple[str, ...]) -> str:
    return _(
        "%(name)s's %(product)s needs %(what)s. Remove %(product)s as well, or keep what gives %(what)s."
    ) % {"name": name, "product": product, "what": _any_of(lacking)}


def lacks(name: str, product: Product, lacking: tuple[str, ...]) -> str:
    return _(
        "%(product)s needs %(what)s, which %(name)s does not hold. Assign both, or leave %(product)s out."
    ) % {"product": product, "what": _any_of(lacking), "name": name}


def lacks_seat(name: str, product: Product, provider: Product) -> str:
    return _("To give %(name)s %(product)s you lack 1 %(provider)s seat: buy 1, or choose someone else.") % {
        "name": name,
        "product": product,
        "provider": provider,
    }


def no_seat(name: str, product: Product) -> str:
    return _("No seat of %(product)s is left for %(name)s: buy 1, or choose someone else.") % {
        "product": product,
        "name": name,
    }
