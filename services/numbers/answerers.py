"""What can answer a service number: a queue, an attendant, the conference bridge (rules 10)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from numbering.models import PhoneNumber, Usage
from services.bridges.bridges import holder_words
from services.bridges.models import BridgeNumber
from services.voice_apps.models import ResourceAccount, VoiceApp
from services.voice_apps.pages import named
from tenants.models import Tenant
from ui.selection import row_id

BRIDGE: Final = "bridge"
APP: Final = "app-"


@dataclass(frozen=True)
class Answerer:
    """Something that can answer. `key` names it in forms and addresses; without an `app` it is the bridge."""

    app: VoiceApp | None = None

    @property
    def key(self) -> str:
        """ "app-12", or "bridge"."""
        return f"{APP}{self.app.pk}" if self.app else BRIDGE

    @property
    def words(self) -> str:
        """ "call queue Sales", as it stands inside a sentence."""
        return named(self.app) if self.app else holder_words()

    @property
    def name(self) -> str:
        """What stands in a list under the heading of its kind."""
        return self.app.name if self.app else holder_words()

    @property
    def usage(self) -> Usage:
        """What its numbers are for (rules 3.5)."""
        return Usage.VOICE_APP if self.app else Usage.CONFERENCE


def answerers(tenant: Tenant) -> list[Answerer]:
    """All of them: queues, attendants, and the bridge, which is made when it is needed. One query."""
    apps = VoiceApp.objects.filter(tenant=tenant).order_by("-kind", "name", "pk")
    return [*(Answerer(app) for app in apps), Answerer()]


def answerer_of(tenant: Tenant, key: str) -> Answerer | None:
    """The one that a form or an address names; None for what is none."""
    if key == BRIDGE:
        return Answerer()
    if not key.startswith(APP):
        return None
    app = VoiceApp.objects.select_related("tenant").filter(pk=row_id(key.removeprefix(APP))).first()
    return Answerer(app) if app else None


def choices(found: Sequence[Answerer], *, without: str = "") -> list[tuple[str, list[tuple[str, str]]]]:
    """The options of a select, under their kinds; `without` leaves out what answers already."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for one in found:
        heading = str(one.app.get_kind_display()) if one.app else str(Usage.CONFERENCE.label)
        if one.key != without:
            groups.setdefault(heading, []).append((one.key, one.name))
    return list(groups.items())


@dataclass(frozen=True)
class Now:
    """What answers a number now, with what it takes to let it answer again."""

    answerer: Answerer
    account: ResourceAccount | None = None
    on_bridge: BridgeNumber | None = None


def now_of(numbers: Iterable[PhoneNumber]) -> dict[int, Now]:
    """What answers these numbers, by their ids. Two queries."""
    wanted = [number.pk for number in numbers if number.status == PhoneNumber.Status.ASSIGNED]
    if not wanted:
        return {}
    accounts = ResourceAccount.objects.filter(number__in=wanted).select_related("app__tenant", "number")
    rows = BridgeNumber.objects.filter(number__in=wanted).select_related("tenant", "number", "bridge")
    found = {one.number_id: Now(Answerer(one.app), account=one) for one in accounts}
    return found | {row.number_id: Now(Answerer(), on_bridge=row) for row in rows if row.number_id}
