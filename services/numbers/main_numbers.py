"""The main number: chosen by an admin, or the first of what most numbers lead to."""

from dataclasses import dataclass

from django.db import transaction
from django.db.models import Count
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from audit.log import record
from numbering.models import PhoneNumber, Usage
from services.numbers.models import MainNumber
from services.voice_apps.models import ResourceAccount, VoiceApp
from services.voice_apps.pages import named
from tenants.models import Tenant, User
from tenants.scoping import lock_tenant
from ui.formats import national
from ui.refusals import Refusal
from ui.templatetags.ui import thousands


@dataclass(frozen=True)
class Main:
    """The main number, and why it is the one."""

    number: PhoneNumber
    why: str
    is_chosen: bool


def main_number(tenant: Tenant) -> Main | None:
    """The number that was chosen, else the first number of the attendant that most numbers lead to, of such a queue,
    or of the bridge; None when no service number answers. Four queries at most.
    """
    rows = PhoneNumber.objects.filter(tenant=tenant).select_related("person", "tenant")
    chosen = rows.filter(main_choice__isnull=False).first()
    if chosen is not None:
        return Main(chosen, _("You chose it as the main number."), is_chosen=True)
    accounts = ResourceAccount.objects.filter(tenant=tenant)
    groups = accounts.order_by().values("app_id", "app__kind", "app__name").annotate(count=Count("pk"))
    busiest = groups.order_by(
        "app__kind", "-count", "app__name", "app_id"
    ).first()  # attendants before queues
    if busiest is not None:
        number = rows.filter(resource_account__app=busiest["app_id"]).order_by("e164").first()
        app = VoiceApp(kind=busiest["app__kind"], name=busiest["app__name"])
        return Main(number, _why(app, busiest["count"]), is_chosen=False) if number else None
    bridge = rows.filter(usage=Usage.CONFERENCE, status=PhoneNumber.Status.ASSIGNED).order_by("e164").first()
    why = _("No main number is chosen. This is the first number of the conference bridge.")
    return Main(bridge, why, is_chosen=False) if bridge is not None else None


def _why(app: VoiceApp, count: int) -> str:
    return ngettext(
        "No main number is chosen. This is the number of %(app)s.",
        "No main number is chosen. This is the first of the %(n)s numbers of %(app)s.",
        count,
    ) % {"app": named(app), "n": thousands(count)}


@transaction.atomic
def choose(number: PhoneNumber, *, by: User) -> PhoneNumber | None:
    """Make a number the main one; returns the one that was chosen before. Refuses one that nothing answers."""
    tenant = lock_tenant(number.tenant)
    current = PhoneNumber.objects.get(pk=number.pk)
    if current.status != PhoneNumber.Status.ASSIGNED:
        raise Refusal(
            _("Nothing answers %(number)s. Let something answer it first.")
            % {"number": national(number.e164)}
        )
    before = PhoneNumber.objects.filter(tenant=tenant, main_choice__isnull=False).first()
    if before == current:
        return None
    MainNumber.objects.update_or_create(
        tenant=tenant, defaults={"number": current, "chosen_by_name": str(by)[:150]}
    )
    record("number.made_main", by=by, tenant=tenant, obj=current)
    return before


@transaction.atomic
def end(number: PhoneNumber, *, by: User) -> None:
    """Let the number be like all others again; nothing happens when it is not the main one."""
    gone, _kinds = MainNumber.objects.filter(number=number).delete()
    if gone:
        record("number.main_ended", by=by, tenant=number.tenant, obj=number)
