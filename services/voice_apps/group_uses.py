"""Groups whose mailbox takes messages of a queue or an attendant: such a group must stay."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _

from services.voice_apps.destinations import leading_to, slot_words
from services.voice_apps.pages import named, page_of
from tenants.groups.uses import Use
from tenants.models import Group


def mailboxes(groups: Sequence[Group]) -> Mapping[int, list[Use]]:
    """The places that send calls to these groups' mailboxes. One query."""
    found: dict[int, list[Use]] = defaultdict(list)
    for row in leading_to(groups=groups).select_related("app__tenant"):
        if row.group_id is not None:
            words = {"app": named(row.app), "when": slot_words(row.slot)}
            sentence = _("Takes messages of %(app)s %(when)s") % words
            found[row.group_id].append(Use(sentence, page_of(row.app, row.app.tenant.slug), holds=True))
    return found
