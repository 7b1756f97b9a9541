"""Lacks that are alike as one thing to do: how many people, why, and one way to mend them all."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from countries.queries import country_name
from services.plans.checklist import BY_KEY, CHECKS
from services.plans.lacks import CREDITS_SKU, PHONE_SKU
from services.plans.queries import Cell, Figures
from tenants.models import Tenant
from ui.templatetags.ui import thousands
from ui.ways import with_way_on

LISTING: Final = "plans"
BEFORE_A_NUMBER: Final = frozenset({"phone", "unmarked", "location", "moved"})
"""Lacks that step 3 wants mended before it gives somebody a number of the plan's country."""


@dataclass(frozen=True)
class ToDo:
    """One thing to do. With `fields` the way is a form that is posted to `url`, else a link; `show` lists the people."""

    kind: str
    title: str
    text: str
    show: str
    url: str = ""
    action: str = ""
    fields: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Ways:
    """Addresses of bulk mends inside a tenant, each with the way back to this step."""

    tenant: Tenant
    free: Mapping[str, int] = field(default_factory=dict)

    @property
    def back(self) -> str:
        """The step's own page."""
        return reverse("plans:overview", args=[self.tenant.slug])

    def show(self, **filters: str) -> str:
        """The list of people, narrowed."""
        return f"{reverse('plans:people', args=[self.tenant.slug])}?{urlencode(filters)}"

    def all_of(self, key: str) -> list[tuple[str, str]]:
        """What names everybody with a lack in an address or a form."""
        return [("everyone", "1"), ("listing", LISTING), ("filters", urlencode({"lack": key}))]

    def licences(self, name: str, key: str, *skus: str) -> str:
        """A page of licences for everybody with a lack, the products chosen."""
        query = urlencode([*self.all_of(key), *(("product", sku) for sku in skus)])
        return with_way_on(f"{reverse(name, args=[self.tenant.slug])}?{query}", self.back)

    def to(self, name: str, *args: object, **query: str) -> str:
        """Any other page."""
        path = reverse(name, args=[self.tenant.slug, *args])
        return with_way_on(f"{path}?{urlencode(query)}" if query else path, self.back)

    def posted(self, key: str) -> tuple[tuple[str, str], ...]:
        """The hidden fields of a form that acts on everybody with a lack."""
        return (*self.all_of(key), ("next", self.back))


def todos(figures: Figures, ways: Ways) -> list[ToDo]:
    """One thing to do for each lack that somebody has, in the order of the checklist; terms once for each country."""
    found = []
    for check in CHECKS:
        if figures.lack(check.key):
            found += _BUILDERS[check.key](figures, ways)
    return found


def _people(count: int) -> str:
    return ngettext("%(n)s person", "%(n)s people", count) % {"n": thousands(count)}


def _todo(key: str, count: int, ways: Ways, title: str, text: str, **way: object) -> ToDo:
    words = {"n": thousands(count), "people": _people(count)}
    return ToDo(BY_KEY[key].kind, title % words, text, ways.show(lack=key), **way)  # type: ignore[arg-type]


def places(by_country: Counter[str]) -> str:
    """ "10 in United States and 2 in France", the most first."""
    parts = [
        _("%(n)s in %(country)s") % {"n": thousands(n), "country": country_name(code) or _("no country")}
        for code, n in by_country.most_common()
    ]
    return str(get_text_list(parts, _("and")))


def _country(cell: Cell) -> str:
    return cell.country


def _direct_routing(figures: Figures, ways: Ways) -> list[ToDo]:
    key, count = "direct_routing", figures.lack("direct_routing")
    title = ngettext(
        "%(n)s person holds a plan and calls through Direct Routing",
        "%(n)s people hold a plan and call through Direct Routing",
        count,
    )
    action = ngettext("Take the plan from %(n)s person", "Take the plans from %(n)s people", count)
    skus = sorted({cell.sku for cell in figures.cells if key in cell.lacks})
    return [
        _todo(
            key,
            count,
            ways,
            title,
            _("The two cannot be held together: with Direct Routing a person has Phone System only."),
            url=ways.licences("licensing:remove", key, *skus),
            action=action % {"n": thousands(count)},
        )
    ]


def _phone(figures: Figures, ways: Ways) -> list[ToDo]:
    count = figures.lack("phone")
    action = ngettext("Give it to %(n)s person", "Give it to %(n)s people", count)
    return [
        _todo(
            "phone",
            count,
            ways,
            ngettext(
                "%(n)s person has a plan but no Phone System",
                "%(n)s people have a plan but no Phone System",
                count,
            ),
            _("A plan does nothing without it."),
            url=ways.licences("licensing:assign", "phone", PHONE_SKU),
            action=action % {"n": thousands(count)},
        )
    ]


def _plan_pending(figures: Figures, ways: Ways) -> list[ToDo]:
    count = figures.lack("plan_pending")
    title = ngettext("%(n)s plan is still being set up", "%(n)s plans are still being set up", count)
    url = f"{reverse('licensing:overview', args=[ways.tenant.slug])}#under-way"
    way = {"url": with_way_on(url, ways.back), "action": _("See how far it is")}
    text = _("This takes moments here, and up to 24 hours elsewhere.")
    return [_todo("plan_pending", count, ways, title, text, **way)]


def _unmarked(figures: Figures, ways: Ways) -> list[ToDo]:
    count = figures.lack("unmarked")
    action = ngettext("Mark %(n)s person", "Mark %(n)s people", count)
    return [
        _todo(
            "unmarked",
            count,
            ways,
            ngettext(
                "%(n)s person with a plan is not marked for telephony",
                "%(n)s people with a plan are not marked for telephony",
                count,
            ),
            _("Step 3 gives numbers only to people who are marked. Mark them, or take their plans away."),
            url=reverse("people:mark", args=[ways.tenant.slug]),
            action=action % {"n": thousands(count)},
            fields=ways.posted("unmarked"),
        )
    ]


def _location(figures: Figures, ways: Ways) -> list[ToDo]:
    count = figures.lack("location")
    action = ngettext("Set it for %(n)s person", "Set it for %(n)s people", count)
    return [
        _todo(
            "location",
            count,
            ways,
            ngettext("%(n)s person has no usage location", "%(n)s people have no usage location", count),
            _("It says in which country a person's number must be."),
            url=reverse("people:set", args=[ways.tenant.slug, "location"]),
            action=action % {"n": thousands(count)},
            fields=ways.posted("location"),
        )
    ]


def _moved(figures: Figures, ways: Ways) -> list[ToDo]:
    count = figures.lack("moved")
    action = ngettext("Take %(n)s plan along", "Take %(n)s plans along", count)
    url = f"{reverse('plans:move', args=[ways.tenant.slug])}?{urlencode(ways.all_of('moved'))}"
    return [
        _todo(
            "moved",
            count,
            ways,
            ngettext(
                "%(n)s person has moved to another country than the plan",
                "%(n)s people have moved to another country than their plans",
                count,
            ),
            _("A plan counts in the country for which it was given, until it is taken along."),
            url=url,
            action=action % {"n": thousands(count)},
        )
    ]


def _terms(figures: Figures, ways: Ways) -> list[ToDo]:
    found = []
    for code, count in figures.by(_country, "terms").most_common():
        words = {"country": country_name(code), "people": _people(count)}
        found.append(
            ToDo(
                BY_KEY["terms"].kind,
                _("Nobody has accepted the emergency-calling terms of %(country)s") % words,
                _("An admin does it once for the whole organisation: %(people)s with a plan wait for it.")
                % words,
                ways.show(lack="terms", country=code),
                ways.to("sites:terms", code),
                _("Read the terms of %(country)s") % words,
            )
        )
    return found


def _number(figures: Figures, ways: Ways) -> list[ToDo]:
    count = figures.lack("number")
    can = figures.count(lambda cell: "number" in cell.lacks and not BEFORE_A_NUMBER & cell.lacks)
    needed = figures.by(_country, "number")
    free = Counter({code: ways.free[code] for code in needed if ways.free.get(code)})
    title = ngettext("%(n)s person has no number", "%(n)s people have no number", count)
    stock = _("Free: %(places)s.") % {"places": places(free)} if free else _("No number is free for them.")
    text = _("%(needed)s. %(stock)s") % {"needed": places(needed), "stock": stock}
    if not can:
        return [_todo("number", count, ways, title, text)]
    if free:
        give = ngettext("Give a number to %(n)s person", "Give numbers to %(n)s people", can)
        where = {"country": next(iter(needed))} if len(needed) == 1 else {}
        way = {"url": ways.to("numbering:assign", **where), "action": give % {"n": thousands(can)}}
    else:
        find = ngettext("Find a number for %(n)s person", "Find numbers for %(n)s people", can)
        way = {"url": ways.to("numbering:user_numbers"), "action": find % {"n": thousands(can)}}
    return [_todo("number", count, ways, title, text, **way)]


def _shown(
    key: str, title: Callable[[int], str], text: Callable[[], str]
) -> Callable[[Figures, Ways], list[ToDo]]:
    """A lack that differs from person to person: the way is the list of them."""

    def build(figures: Figures, ways: Ways) -> list[ToDo]:
        count = figures.lack(key)
        way = {"url": ways.show(lack=key), "action": _("Go through them")}
        return [_todo(key, count, ways, title(count), text(), **way)]

    return build


_BUILDERS: Final[dict[str, Callable[[Figures, Ways], list[ToDo]]]] = {
    "direct_routing": _direct_routing,
    "phone": _phone,
    "plan_pending": _plan_pending,
    "unmarked": _unmarked,
    "location": _location,
    "moved": _moved,
    "terms": _terms,
    "number": _number,
    "elsewhere": _shown(
        "elsewhere",
        lambda n: ngettext(
            "%(n)s person has a number in another country than the plan",
            "%(n)s people have a number in another country than their plans",
            n,
        ),
        lambda: _(
            "Person, plan, number and address must be in one country: take the number away, give another one."
        ),
    ),
    "address": _shown(
        "address",
        lambda n: ngettext(
            "%(n)s number lacks an emergency address", "%(n)s numbers lack an emergency address", n
        ),
        lambda: _("Their countries ask for one. Only validated addresses of the same country will do."),
    ),
    "pending": _shown(
        "pending",
        lambda n: ngettext("%(n)s number is being activated", "%(n)s numbers are being activated", n),
        lambda: _("This goes on by itself, and takes up to 24 hours."),
    ),
    "failed": _shown(
        "failed",
        lambda n: ngettext("%(n)s number could not be activated", "%(n)s numbers could not be activated", n),
        lambda: _("Take each one away, then give it again."),
    ),
}


def credits_todo(figures: Figures, ways: Ways) -> list[ToDo]:
    """Giving the licence that uses credit to everybody who lacks it; nothing when nobody does."""
    count = figures.lack("credits")
    if not count:
        return []
    action = ngettext(
        "Give the credits licence to %(n)s person", "Give the credits licence to %(n)s people", count
    )
    return [
        ToDo(
            "todo",
            ngettext(
                "%(n)s of %(total)s person with a plan lacks the Communications Credits licence",
                "%(n)s of %(total)s people with a plan lack the Communications Credits licence",
                figures.total,
            )
            % {"n": thousands(count), "total": thousands(figures.total)},
            _("The licence is free, but it is given to each person. Without it, calls beyond the pool fail."),
            ways.show(lack="credits"),
            ways.licences("licensing:assign", "credits", CREDITS_SKU),
            action % {"n": thousands(count)},
        )
    ]
