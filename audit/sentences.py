"""The record in words: one sentence for each action, and what changed from what to what."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_stubs_ext import StrPromise

from audit.models import Event
from ui.formats import with_national_numbers

AREAS: Final[dict[str, StrPromise]] = {
    "account": gettext_lazy("Resource accounts"),
    "address": gettext_lazy("Emergency addresses"),
    "attendant": gettext_lazy("Auto attendants"),
    "bridge": gettext_lazy("Conference bridge"),
    "country": gettext_lazy("Countries"),
    "credit": gettext_lazy("Credits"),
    "emergency_terms": gettext_lazy("Emergency terms"),
    "expected_use": gettext_lazy("Estimates of credit"),
    "group": gettext_lazy("Groups"),
    "hold": gettext_lazy("Held numbers"),
    "invitation": gettext_lazy("Invitations"),
    "job": gettext_lazy("Jobs"),
    "licence": gettext_lazy("Licences"),
    "licence_file": gettext_lazy("Files of licences"),
    "member": gettext_lazy("Members"),
    "number": gettext_lazy("Numbers"),
    "number_file": gettext_lazy("Files of numbers"),
    "order": gettext_lazy("Number orders"),
    "organiser": gettext_lazy("Meeting organisers"),
    "payment_method": gettext_lazy("Payment methods"),
    "people_file": gettext_lazy("Files of people"),
    "person": gettext_lazy("People"),
    "port": gettext_lazy("Port orders"),
    "port_clock": gettext_lazy("The desk's clock"),
    "port_day": gettext_lazy("Working days of port orders"),
    "port_reply": gettext_lazy("Saved replies"),
    "port_rule": gettext_lazy("Rules of port orders"),
    "port_view": gettext_lazy("Saved views of port orders"),
    "protection": gettext_lazy("Passwords and second factors"),
    "queue": gettext_lazy("Call queues"),
    "recharge": gettext_lazy("Recharges"),
    "request": gettext_lazy("Number requests"),
    "reservation": gettext_lazy("Reservations of numbers"),
    "seats": gettext_lazy("Seats"),
    "sign_in": gettext_lazy("Sign-ins"),
    "site": gettext_lazy("Sites"),
    "sound": gettext_lazy("Sounds"),
    "step": gettext_lazy("Set-up steps"),
    "tenant": gettext_lazy("Organisation"),
}
"""What an action is about: the part of its name before the dot."""

SENTENCES: Final[dict[str, StrPromise]] = {
    "account.added": gettext_lazy("Made the resource account %(name)s"),
    "account.changed": gettext_lazy("Changed the resource account %(name)s"),
    "account.removed": gettext_lazy("Removed the resource account %(name)s"),
    "address.added": gettext_lazy("Added the emergency address %(name)s"),
    "address.changed": gettext_lazy("Changed the emergency address %(name)s"),
    "address.removed": gettext_lazy("Removed the emergency address %(name)s"),
    "address.validated": gettext_lazy("Had the emergency address %(name)s validated"),
    "attendant.added": gettext_lazy("Added the auto attendant %(name)s"),
    "attendant.changed": gettext_lazy("Changed the auto attendant %(name)s"),
    "attendant.removed": gettext_lazy("Removed the auto attendant %(name)s"),
    "bridge.changed": gettext_lazy("Changed the settings of the conference bridge"),
    "bridge.default_changed": gettext_lazy("Made another number the default of the bridge"),
    "bridge.made": gettext_lazy("Set up the conference bridge"),
    "bridge.number_added": gettext_lazy("Let the bridge answer %(name)s"),
    "bridge.number_changed": gettext_lazy("Changed how the bridge answers %(name)s"),
    "bridge.number_removed": gettext_lazy("Took %(name)s from the bridge"),
    "country.edited": gettext_lazy("Edited the offer of %(name)s"),
    "country.seen": gettext_lazy("Looked at what %(name)s lacks"),
    "country.unseen": gettext_lazy("Marked %(name)s to be looked at again"),
    "credit.charged": gettext_lazy("Spent credit: %(name)s"),
    "credit.expired": gettext_lazy("Credit expired: %(name)s"),
    "credit.paid": gettext_lazy("Paid credit: %(name)s"),
    "emergency_terms.accepted": gettext_lazy("Accepted the emergency terms of %(name)s"),
    "expected_use.changed": gettext_lazy("Expected use for the estimate: %(name)s"),
    "expected_use.removed": gettext_lazy("Took expected use out of the estimate: %(name)s"),
    "group.added": gettext_lazy("Added the group %(name)s"),
    "group.changed": gettext_lazy("Changed the group %(name)s"),
    "group.removed": gettext_lazy("Removed the group %(name)s"),
    "hold.expired": gettext_lazy("The hold on %(name)s ran out"),
    "hold.extended": gettext_lazy("Extended the hold on %(name)s"),
    "hold.failed": gettext_lazy("Could not hold numbers: %(name)s"),
    "hold.let_go": gettext_lazy("Let go of %(name)s"),
    "hold.reduced": gettext_lazy("Kept fewer numbers held: %(name)s"),
    "hold.taken": gettext_lazy("Held %(name)s"),
    "invitation.revoked": gettext_lazy("Took back the invitation to %(name)s"),
    "invitation.sent": gettext_lazy("Invited %(name)s"),
    "invitation.sent_again": gettext_lazy("Invited %(name)s again, with a fresh link"),
    "job.cancelled": gettext_lazy("Cancelled the job: %(name)s"),
    "job.retried": gettext_lazy("Started again: %(name)s"),
    "licence_file.applied": gettext_lazy("Applied the file of licences %(name)s"),
    "licence_file.check_called_off": gettext_lazy("Called off the check of %(name)s"),
    "licence_file.checked": gettext_lazy("Checked the rows of %(name)s"),
    "licence_file.confirmed": gettext_lazy("Had the file of licences %(name)s applied"),
    "licence_file.put_aside": gettext_lazy("Put the file of licences %(name)s aside"),
    "licence_file.read": gettext_lazy("Uploaded the file of licences %(name)s"),
    "licence_file.selected": gettext_lazy("Chose people whose licences are to be changed: %(name)s"),
    "licence_file.taken_back": gettext_lazy("Took the file of licences %(name)s back"),
    "licence_file.undo_asked": gettext_lazy("Asked to take the file of licences %(name)s back"),
    "licence_file.undo_refused": gettext_lazy("Could not take the file of licences %(name)s back"),
    "licence.activated": gettext_lazy("A licence became active: %(name)s"),
    "licence.assigned": gettext_lazy("Assigned a licence: %(name)s"),
    "licence.failed": gettext_lazy("A licence failed: %(name)s"),
    "licence.relocated": gettext_lazy("Took the licences of %(name)s to another country"),
    "licence.removed": gettext_lazy("Removed a licence: %(name)s"),
    "licence.retried": gettext_lazy("Tried a licence again: %(name)s"),
    "member.joined": gettext_lazy("%(name)s joined"),
    "member.removed": gettext_lazy("Removed the member %(name)s"),
    "member.role_changed": gettext_lazy("Changed the role of %(name)s"),
    "number.acquired": gettext_lazy("Acquired %(name)s"),
    "number.activated": gettext_lazy("%(name)s became active"),
    "number.address_changed": gettext_lazy("Changed the emergency address of %(name)s"),
    "number.assigned": gettext_lazy("Assigned %(name)s"),
    "number.blocked": gettext_lazy("Kept %(name)s free"),
    "number.capacity_changed": gettext_lazy("Changed how many calls %(name)s takes at once"),
    "number_file.applied": gettext_lazy("Gave the numbers of the file %(name)s"),
    "number_file.confirmed": gettext_lazy("Confirmed the file of numbers %(name)s"),
    "number_file.put_aside": gettext_lazy("Put the file of numbers %(name)s aside"),
    "number_file.read": gettext_lazy("Uploaded the file of numbers %(name)s"),
    "number.made_main": gettext_lazy("Made %(name)s the main number"),
    "number.main_ended": gettext_lazy("Made %(name)s an ordinary number again"),
    "number.ported": gettext_lazy("Received %(name)s by a port"),
    "number.release_asked": gettext_lazy("Asked to release %(name)s"),
    "number.release_failed": gettext_lazy("Could not release %(name)s"),
    "number.released": gettext_lazy("Released %(name)s"),
    "number.requested": gettext_lazy("Received %(name)s from the desk"),
    "number.unassigned": gettext_lazy("Took %(name)s from its holder"),
    "number.unblocked": gettext_lazy("Let %(name)s be given again"),
    "number.uploaded": gettext_lazy("Added the own number %(name)s"),
    "number.usage_changed": gettext_lazy("Changed what %(name)s is for"),
    "order.acquired": gettext_lazy("Acquired the numbers of %(name)s"),
    "order.failed": gettext_lazy("Could not acquire the numbers of %(name)s"),
    "order.sent": gettext_lazy("Ordered the numbers of %(name)s"),
    "organiser.added": gettext_lazy("Made %(name)s an organiser"),
    "organiser.changed": gettext_lazy("Changed the numbers of the organiser %(name)s"),
    "organiser.pin_reset": gettext_lazy("Gave the organiser %(name)s a new PIN"),
    "organiser.removed": gettext_lazy("Took the conference of %(name)s away"),
    "payment_method.added": gettext_lazy("Added the payment method %(name)s"),
    "payment_method.removed": gettext_lazy("Removed the payment method %(name)s"),
    "people_file.applied": gettext_lazy("The file %(name)s was applied"),
    "people_file.confirmed": gettext_lazy("Confirmed the file %(name)s"),
    "people_file.put_aside": gettext_lazy("Put the file %(name)s aside"),
    "people_file.read": gettext_lazy("Uploaded the file %(name)s"),
    "person.added": gettext_lazy("Added %(name)s"),
    "person.changed": gettext_lazy("Changed %(name)s"),
    "person.removed": gettext_lazy("Removed %(name)s"),
    "port.approved": gettext_lazy("Approved the port order %(name)s"),
    "port.changed": gettext_lazy("Changed the port order %(name)s"),
    "port.claimed": gettext_lazy("Took on the port order %(name)s"),
    "port.commented": gettext_lazy("Wrote in the port order %(name)s"),
    "port.date_moved": gettext_lazy("The carrier moved the date of the port order %(name)s"),
    "port.date_set": gettext_lazy("Set the date of the port order %(name)s"),
    "port.date_wanted": gettext_lazy("Asked for another date of the port order %(name)s"),
    "port.deleted": gettext_lazy("Deleted the port order %(name)s"),
    "port.document_added": gettext_lazy("Added a paper to the port order %(name)s"),
    "port.document_removed": gettext_lazy("Took a paper from the port order %(name)s"),
    "port.handed_over": gettext_lazy("Handed the port order %(name)s over"),
    "port.document_put_back": gettext_lazy("Put a paper back into the port order %(name)s"),
    "port.letter_declined": gettext_lazy("Declined to sign the letter of authorization of %(name)s"),
    "port.letter_made": gettext_lazy("Made the letter of authorization of %(name)s"),
    "port.letter_revoked": gettext_lazy("Took back the letter of authorization of %(name)s"),
    "port.marked": gettext_lazy("Checked the fields of the port order %(name)s"),
    "port.moved": gettext_lazy("Moved the port order %(name)s on"),
    "port.no_answer": gettext_lazy("Found that the customer's message in %(name)s needs no answer"),
    "port.noted": gettext_lazy("Left a note for the desk in the port order %(name)s"),
    "port.number_marked": gettext_lazy("Marked numbers of the port order %(name)s"),
    "port.numbers_changed": gettext_lazy("Changed the numbers of the port order %(name)s"),
    "port.opened": gettext_lazy("Opened the port order %(name)s"),
    "port.prioritised": gettext_lazy("Set the priority of the port order %(name)s"),
    "port.project_opened": gettext_lazy("Opened port orders for %(name)s"),
    "port.signed": gettext_lazy("Signed the letter of authorization of %(name)s"),
    "port.split": gettext_lazy("Split the port order %(name)s"),
    "port_clock.changed": gettext_lazy("Set the desk's clock for port orders"),
    "port_day.forgotten": gettext_lazy("Let the public calendar count again: %(name)s"),
    "port_day.set": gettext_lazy("Closed or opened a day for port orders: %(name)s"),
    "port_reply.added": gettext_lazy("Saved the reply %(name)s"),
    "port_reply.changed": gettext_lazy("Changed the reply %(name)s"),
    "port_reply.put_back": gettext_lazy("Put the reply %(name)s back"),
    "port_reply.removed": gettext_lazy("Removed the reply %(name)s"),
    "port_rule.added": gettext_lazy("Added a rule of port orders: %(name)s"),
    "port_rule.edited": gettext_lazy("Edited a rule of port orders: %(name)s"),
    "port_rule.removed": gettext_lazy("Removed a rule of port orders: %(name)s"),
    "port_rule.restored": gettext_lazy("Let a rule of port orders follow the files again: %(name)s"),
    "port_view.removed": gettext_lazy("Removed their view %(name)s of port orders"),
    "port_view.renamed": gettext_lazy("Renamed their view %(name)s of port orders"),
    "port_view.saved": gettext_lazy("Saved their view %(name)s of port orders"),
    "protection.app_added": gettext_lazy("%(name)s set up an authenticator app"),
    "protection.app_removed": gettext_lazy("%(name)s removed the authenticator app"),
    "protection.codes_made": gettext_lazy("%(name)s made new recovery codes"),
    "protection.passkey_added": gettext_lazy("%(name)s added a passkey"),
    "protection.passkey_removed": gettext_lazy("%(name)s removed a passkey"),
    "protection.password_changed": gettext_lazy("%(name)s changed the password"),
    "protection.password_reset": gettext_lazy("%(name)s set a new password by mail"),
    "protection.password_set": gettext_lazy("%(name)s set a password"),
    "queue.added": gettext_lazy("Added the call queue %(name)s"),
    "queue.changed": gettext_lazy("Changed the call queue %(name)s"),
    "queue.opted": gettext_lazy("Changed who gets calls of the call queue %(name)s"),
    "queue.removed": gettext_lazy("Removed the call queue %(name)s"),
    "recharge.asked": gettext_lazy("Asked for the recharge %(name)s"),
    "recharge.asked_again": gettext_lazy("Asked again what became of the recharge %(name)s"),
    "recharge.begun": gettext_lazy("Began to pay the recharge %(name)s"),
    "recharge.declined": gettext_lazy("The recharge %(name)s was not paid"),
    "recharge.handed_over": gettext_lazy("Handed the recharge %(name)s to the provider"),
    "recharge.paid": gettext_lazy("The recharge %(name)s was paid"),
    "recharge.resumed": gettext_lazy("Let automatic recharges go on"),
    "recharge.settings_changed": gettext_lazy("Changed when credit is recharged"),
    "recharge.tried": gettext_lazy("Tried the recharge %(name)s again"),
    "recharge.unclear": gettext_lazy("It is not clear whether the recharge %(name)s was paid"),
    "recharge.withdrawn": gettext_lazy("Withdrew the recharge %(name)s"),
    "request.claimed": gettext_lazy("Took on the request %(name)s"),
    "request.commented": gettext_lazy("Wrote in the request %(name)s"),
    "request.delivered": gettext_lazy("Delivered the request %(name)s"),
    "request.handed_back": gettext_lazy("Handed back the request %(name)s"),
    "request.moved": gettext_lazy("Moved the request %(name)s on"),
    "request.opened": gettext_lazy("Opened the request %(name)s"),
    "request.taken_over": gettext_lazy("Took over the request %(name)s from a colleague"),
    "reservation.acquired": gettext_lazy("Acquired the numbers of reservation %(name)s"),
    "reservation.asked": gettext_lazy("Asked for reservation %(name)s"),
    "reservation.begun": gettext_lazy("Began to hold reservation %(name)s"),
    "reservation.expired": gettext_lazy("Let reservation %(name)s run out"),
    "reservation.extended": gettext_lazy("Held reservation %(name)s longer"),
    "reservation.failed": gettext_lazy("Got no number for reservation %(name)s"),
    "reservation.given_back": gettext_lazy("Gave reservation %(name)s back"),
    "reservation.ready": gettext_lazy("Held reservation %(name)s for a decision"),
    "reservation.sent": gettext_lazy("Ordered the numbers of reservation %(name)s"),
    "reservation.widened": gettext_lazy("Chose another place for reservation %(name)s"),
    "seats.bought": gettext_lazy("Recorded seats: %(name)s"),
    "seats.given_up": gettext_lazy("Gave up seats: %(name)s"),
    "sign_in.code_failed": gettext_lazy("A sign-in as %(name)s failed: wrong code"),
    "sign_in.done": gettext_lazy("%(name)s signed in"),
    "sign_in.failed": gettext_lazy("A sign-in as %(name)s failed: wrong password"),
    "site.added": gettext_lazy("Added the site %(name)s"),
    "site.changed": gettext_lazy("Changed the site %(name)s"),
    "site.removed": gettext_lazy("Removed the site %(name)s"),
    "sound.added": gettext_lazy("Uploaded the sound %(name)s"),
    "sound.removed": gettext_lazy("Removed the sound %(name)s"),
    "sound.renamed": gettext_lazy("Renamed the sound %(name)s"),
    "step.all_finished": gettext_lazy("Every step of the set-up was finished"),
    "step.chosen": gettext_lazy("Chose whether a step is needed"),
    "tenant.added": gettext_lazy("Made the organisation %(name)s"),
    "tenant.changed": gettext_lazy("Changed the organisation's settings"),
    "tenant.postpaid_changed": gettext_lazy("Changed how usage is paid"),
    "toll_free_rate.changed": gettext_lazy("Changed the toll-free rate of %(name)s"),
}

CODE: Final = re.compile(r"[a-z]+(_[a-z]+)+")
MOMENT: Final = re.compile(r"\d{4}-\d{2}-\d{2}T")


@dataclass(frozen=True)
class Difference:
    """One field of a change; what was not there or is not there any more is empty."""

    label: str
    before: str
    after: str


def sentence(event: Event) -> str:
    """The event in words. An action without a sentence of its own is still readable: "Queue opened: Sales"."""
    known = SENTENCES.get(event.action)
    name = with_national_numbers(event.object_name)
    if known is not None:
        return str(known) % {"name": name or _("(no name)")}
    words = _words(event.action.replace(".", " "))
    return f"{words}: {name}" if name else words


def differences(event: Event) -> list[Difference]:
    """What changed, field by field, in the order in which it was recorded."""
    before, after = _mapping(event.before), _mapping(event.after)
    names = [name for name in dict.fromkeys([*before, *after]) if before.get(name) != after.get(name)]
    return [Difference(_words(name), _value(before.get(name)), _value(after.get(name))) for name in names]


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _words(name: str) -> str:
    """`hold_minutes` as "Hold minutes"."""
    words = re.sub(r"[_\s]+", " ", str(name)).strip()
    return words[:1].upper() + words[1:]


def _value(value: Any) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        shown = ", ".join(_value(one) for one in value[:20])
        return (
            shown
            if len(value) <= 20
            else _("%(some)s and %(n)s more") % {"some": shown, "n": len(value) - 20}
        )
    if isinstance(value, dict):
        return ", ".join(f"{_words(key)}: {_value(one)}" for key, one in value.items())
    return with_national_numbers(_text(str(value)))


def _text(value: str) -> str:
    """Codes and moments as people read them; everything else as it is."""
    if CODE.fullmatch(value):
        return value.replace("_", " ")
    if MOMENT.match(value):
        try:
            moment = parse_datetime(value)
        except ValueError:  # shaped like a moment, but there is no 31 June
            return value
        if moment and moment.tzinfo:
            return date_format(timezone.localtime(moment), "j M Y H:i e")
    return value
