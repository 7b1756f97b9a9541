"""Whether agents get calls of a queue just now: opting them in and out."""

from django.db import transaction
from django.utils.translation import gettext as _

from audit import log
from services.queues.models import Agent
from tenants.models import User
from ui.refusals import Refusal


@transaction.atomic
def set_opted_in(agent: Agent, opted_in: bool, *, by: User) -> bool:
    """Let an agent get the queue's calls, or not for now; False when that was so already.

    An admin may do this whatever `may_opt_out` says: that is about agents themselves. Refuses an agent who no longer
    answers the queue.
    """
    changed = Agent.objects.filter(pk=agent.pk).exclude(opted_in=opted_in).update(opted_in=opted_in)
    if not changed:
        if not Agent.objects.filter(pk=agent.pk).exists():
            raise Refusal(_("They no longer answer this queue."))
        return False
    words = {True: _("opted in"), False: _("opted out")}
    name = str(agent.person or agent.group)
    log.record(
        "queue.opted",
        by=by,
        obj=agent.queue,
        tenant=agent.tenant,
        before={name: words[not opted_in]},
        after={name: words[opted_in]},
    )
    return True
