"""What is wrong with queues, and what could be better (rules 8.4). Nothing here stops a save: `rules` does that."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from services.callflow.circles import circle_through
from services.queues import limits
from services.queues.models import Queue
from services.queues.settings import SLOTS
from services.queues.standings import Standing, standings
from services.voice_apps.circles import AUTOMATIC
from services.voice_apps.destinations import Action, rows_of, slot_words
from services.voice_apps.models import Destination, ResourceAccount
from services.voice_apps.problems import Problem, Weight
from services.voice_apps.reach import no_mailbox
from services.voice_apps.voice_enabled import not_callable
from tenants.models import Tenant
from ui.formats import national
from ui.templatetags.ui import thousands

NAMED: Final = 5  # people that a sentence names before it only counts
ORDER: Final = list(Weight)

Found = dict[int, list[Problem]]


def problems_of(tenant: Tenant) -> list[Problem]:
    """The problems of all the tenant's queues, the worst first. A number of queries that does not grow."""
    queues = Queue.objects.filter(tenant=tenant).select_related("app__tenant").order_by("app__name", "pk")
    found = problems_in(list(queues))
    return _sorted(problem for problems in found.values() for problem in problems)


def problems_in(queues: Sequence[Queue]) -> Found:
    """The problems of each of these queues, by its key, the worst first. Eight queries at most for any number."""
    if not queues:
        return {}
    standing, circles = standings(queues), _circles(queues)
    destinations = _destinations(queues)
    return {
        queue.pk: _sorted(
            [
                *_answering(queue, standing.get(queue.pk, Standing())),
                *destinations[queue.pk],
                *circles.get(queue.pk, []),
                *_figures(queue),
            ]
        )
        for queue in queues
    }


def health(problems: Iterable[Problem]) -> str:
    """The worst of these as the list and its filter name it: "broken", "unfinished", "warning" or "valid"."""
    worst = next(iter(_sorted(problems)), None)
    return "valid" if worst is None or worst.weight == Weight.ADVICE else str(worst.weight)


def _sorted(problems: Iterable[Problem]) -> list[Problem]:
    return sorted(problems, key=lambda problem: ORDER.index(problem.weight))


def _edit(queue: Queue, weight: Weight, sentence: str, part: str, link: str = "") -> Problem:
    """A problem that is mended in a part of the queue's form."""
    url = f"{reverse('queues:edit', args=[queue.app.tenant.slug, queue.pk])}#{part}"
    return Problem(queue.app, weight, sentence, url, link or _("Change it"))


def _look(queue: Queue, sentence: str, part: str, link: str) -> Problem:
    """A warning that is looked into on the queue's own page."""
    url = f"{reverse('queues:detail', args=[queue.app.tenant.slug, queue.pk])}#{part}"
    return Problem(queue.app, Weight.WARNING, sentence, url, link)


def _answering(queue: Queue, standing: Standing) -> Iterator[Problem]:
    """Whether anybody answers, and who of those who should does not."""
    if not standing.people and not standing.groups:
        sentence = _("It has no agents yet: nobody answers.")
        yield _edit(queue, Weight.UNFINISHED, sentence, "agents", _("Add agents"))
    elif not standing.able:
        sentence = _("None of its agents can be called: they lack Phone System, or the mark for telephony.")
        yield _edit(queue, Weight.BROKEN, sentence, "agents", _("Change its agents"))
    else:
        yield from _silent(queue, standing)


def _silent(queue: Queue, standing: Standing) -> Iterator[Problem]:
    """Agents who get no calls while others do, or while all have opted out."""
    if not standing.ready:
        sentence = (
            _("All its agents have opted out: nobody answers just now.")
            if queue.may_opt_out
            else _("All its agents have opted out, and they may not opt in again by themselves.")
        )
        yield _look(queue, sentence, "agents", _("Opt them in"))
    if standing.unable:
        sentence = ngettext(
            "%(names)s is never called: without Phone System, or not marked for telephony.",
            "%(n)s agents are never called, without Phone System or not marked for telephony: %(names)s.",
            len(standing.unable),
        )
        names = ", ".join(str(person) for person in standing.unable[:NAMED])
        words = {"n": thousands(len(standing.unable)), "names": names}
        yield _look(queue, sentence % words, "agents", _("See the agents"))
    if missing := standing.through - standing.able_through:
        sentence = ngettext(
            "%(n)s person of its groups is never called: without Phone System, or not marked for telephony.",
            "%(n)s people of its groups are never called: without Phone System, or not marked for telephony.",
            missing,
        )
        yield _look(queue, sentence % {"n": thousands(missing)}, "agents", _("See the groups"))
    if standing.cut:
        sentence = _(
            "%(through)s people answer through groups, and only the first %(most)s by name are called. "
            "%(cut)s never get a call."
        )
        words = {
            "through": thousands(standing.through),
            "most": thousands(limits.THROUGH_GROUPS),
            "cut": thousands(standing.cut),
        }
        yield _look(queue, sentence % words, "cut", _("See who"))


def _destinations(queues: Sequence[Queue]) -> Found:
    """Slots that lead to somebody who cannot be called, to no mailbox, or outside without a number of the queue's."""
    found: Found = defaultdict(list)
    by_id = {queue.pk: queue for queue in queues}
    rows = [row for row in rows_of([queue.app for queue in queues]) if row.slot in SLOTS]
    people = [row.person for row in rows if row.person is not None]
    unable = not_callable(people) if people else {}
    outside = [row.app_id for row in rows if row.action == Action.EXTERNAL]
    reached = _with_number(outside) if outside else set()
    for row in rows:
        queue = by_id[row.app_id]
        if row.person is not None and row.person.pk in unable:
            words = {"when": slot_words(row.slot), "person": row.person, "why": unable[row.person.pk]}
            sentence = _("%(person)s, who takes calls %(when)s, %(why)s.") % words
            found[queue.pk].append(_edit(queue, Weight.BROKEN, sentence, row.slot))
        if row.action == Action.SHARED_VOICEMAIL and row.group is not None and not row.group.email:
            words = {"when": slot_words(row.slot), "why": no_mailbox(row.group)}
            sentence = _("No message can be left %(when)s. %(why)s") % words
            found[queue.pk].append(_edit(queue, Weight.BROKEN, sentence, row.slot))
        if row.action == Action.EXTERNAL and queue.pk not in reached:
            found[queue.pk].append(_outside(queue, row))
    return found


def _with_number(apps: Sequence[int]) -> set[int]:
    return set(ResourceAccount.objects.filter(app__in=apps).values_list("app_id", flat=True))


def _outside(queue: Queue, row: Destination) -> Problem:
    """Rules 2.2 and 9.4: the account that passes the call on needs a number and a plan of its own."""
    sentence = _(
        "Calls go on to %(number)s %(when)s. The account by which they came in needs a Calling Plan or a voice route "
        "for that; no number leads to this queue itself."
    )
    words = {"number": national(row.external), "when": slot_words(row.slot)}
    return _look(queue, sentence % words, "arrivals", _("See what leads here"))


def _circles(queues: Sequence[Queue]) -> Found:
    """Circles that came to be in spite of the check on saving. One query."""
    edges: dict[int, list[int]] = defaultdict(list)
    rows = Destination.objects.filter(action=Action.APP, slot__in=AUTOMATIC)
    for source, target in rows.values_list("app_id", "target_id"):
        if target is not None:
            edges[source].append(target)
    sentence = _(
        "Calls can come back to this queue by themselves. Let one of the places on the way end them."
    )
    return {
        queue.pk: [_edit(queue, Weight.BROKEN, sentence, "exceptions")]
        for queue in queues
        if circle_through(queue.pk, edges)
    }


def _figures(queue: Queue) -> Iterator[Problem]:
    """Settings that do something that few mean, and those that are advised against (rules 8.2, 8.3)."""
    greets = bool(queue.greeting_text) or queue.greeting_sound_id is not None
    if queue.overflow_threshold == 0:
        sentence = (
            _("No call may wait, so every call goes on at once: the greeting is never heard.")
            if greets
            else _("No call may wait, so every call goes on at once and no agent is ever called.")
        )
        yield _edit(queue, Weight.WARNING, sentence, "overflow")
    elif queue.timeout_seconds == 0:
        sentence = _("A call waits 0 seconds, so it goes on at once and no agent is ever called.")
        yield _edit(queue, Weight.WARNING, sentence, "timeout")
    if not queue.conference_mode:
        sentence = _("Conference mode is off. Transfer mode is old, and its end has been announced.")
        yield _edit(queue, Weight.WARNING, sentence, "sharing")
    for sentence in _advice(queue):
        yield _edit(queue, Weight.ADVICE, sentence, "sharing")


def _advice(queue: Queue) -> Iterator[str]:
    if queue.alert_seconds < limits.GOOD_ALERT:
        words = {"n": queue.alert_seconds, "good": limits.GOOD_ALERT}
        yield _("A telephone rings %(n)s seconds; %(good)s or more are recommended.") % words
    if queue.routing in (Queue.Routing.ATTENDANT, Queue.Routing.SERIAL):
        yield _("Sharing calls out in turn, or to whoever has been free the longest, is recommended.")
    if not queue.presence_based:
        yield _("Presence does not count, so an agent may be offered several calls at once.")
