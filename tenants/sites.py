"""The verbs of sites: add, change, remove."""

from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from audit import log
from tenants.models import Person, Site, Tenant, User
from ui.refusals import Refusal
from ui.templatetags.ui import thousands


def uses(site: Site) -> list[str]:
    """What uses the site, in sentences; empty when nothing does."""
    people = Person.objects.filter(site=site).count()
    if not people:
        return []
    sentence = ngettext("%(n)s person belongs to it.", "%(n)s people belong to it.", people)
    return [sentence % {"n": thousands(people)}]


def add(tenant: Tenant, values: Mapping[str, Any], *, by: User) -> Site:
    """A new site. Raises Refusal on `name` when the name is taken."""
    site = Site(tenant=tenant, **values)
    with transaction.atomic():
        _save(site)
        log.record("site.added", by=by, obj=site, tenant=tenant, after=dict(values))
    return site


def change(site: Site, values: Mapping[str, Any], *, by: User) -> bool:
    """Write what is different; False when nothing is."""
    before = {name: getattr(site, name) for name, value in values.items() if getattr(site, name) != value}
    if not before:
        return False
    for name in before:
        setattr(site, name, values[name])
    with transaction.atomic():
        _save(site)
        after = {name: values[name] for name in before}
        log.record("site.changed", by=by, obj=site, tenant=site.tenant, before=before, after=after)
    return True


def _save(site: Site) -> None:
    try:
        with transaction.atomic():
            site.save()
    except IntegrityError as error:
        if "one_site_per_name" not in str(error):
            raise
        raise Refusal(
            _("Another site is called %(name)s.") % {"name": site.name},
            url=reverse("sites:list", args=[site.tenant.slug]),
            link=_("See your sites"),
            field="name",
        ) from error


@transaction.atomic
def remove(site: Site, *, by: User) -> None:
    """Delete a site that nothing uses. Raises Refusal with what uses it."""
    current = Site.objects.select_for_update(of=("self",)).get(pk=site.pk)
    if used := uses(current):
        raise Refusal(
            _("%(name)s cannot be deleted: %(uses)s") % {"name": current.name, "uses": " ".join(used)},
            url=f"{reverse('people:list', args=[current.tenant.slug])}?site={current.pk}",
            link=_("Show its people"),
        )
    log.record(
        "site.removed", by=by, obj=current, tenant=current.tenant, before={"country": str(current.country)}
    )
    try:
        with transaction.atomic():
            current.delete()
    except (ProtectedError, IntegrityError) as error:
        raise Refusal(_("%(name)s is in use, so it cannot be deleted.") % {"name": current.name}) from error
