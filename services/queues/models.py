"""Call queues (rules 8): callers wait until one of the agents is free."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from services.sounds.models import Sound
from services.voice_apps.models import VoiceApp
from tenants.models import Group, Person
from tenants.scoping import TenantOwned


class Queue(TenantOwned):
    """What a queue has besides its name, language and destinations; figures and defaults of rules 8.2."""

    class Routing(models.TextChoices):
        ATTENDANT = "attendant", _("All at once")
        SERIAL = "serial", _("One after another, in the order of the list")
        ROUND_ROBIN = "round_robin", _("In turn")
        LONGEST_IDLE = "longest_idle", _("Whoever has been free the longest")

    class NoAgentsApply(models.TextChoices):
        ALL = "all", _("All calls")
        NEW = "new", _("New calls only")

    app = models.OneToOneField(VoiceApp, on_delete=models.CASCADE, primary_key=True, related_name="queue")
    service_level_seconds = models.PositiveSmallIntegerField(
        _("service level in seconds"), null=True, blank=True
    )
    greeting_text = models.CharField(max_length=1000, blank=True)
    greeting_sound = models.ForeignKey(
        Sound, null=True, blank=True, on_delete=models.PROTECT, related_name="greeted_queues"
    )
    music = models.ForeignKey(
        Sound, null=True, blank=True, on_delete=models.PROTECT, related_name="queues_with_music"
    )
    conference_mode = models.BooleanField(_("conference mode"), default=True)
    routing = models.CharField(
        _("how calls are shared out"), max_length=12, choices=Routing, default=Routing.ATTENDANT
    )
    presence_based = models.BooleanField(_("only agents who are available"), default=True)
    may_opt_out = models.BooleanField(_("agents may opt out"), default=True)
    alert_seconds = models.PositiveSmallIntegerField(
        _("seconds that an agent's telephone rings"),
        default=30,
        validators=[MinValueValidator(15), MaxValueValidator(180)],
    )
    overflow_threshold = models.PositiveSmallIntegerField(
        _("calls that may wait"), default=50, validators=[MaxValueValidator(200)]
    )
    timeout_seconds = models.PositiveSmallIntegerField(
        _("seconds that a call may wait"), default=1200, validators=[MaxValueValidator(2700)]
    )
    no_agents_apply = models.CharField(
        _("when there is no agent, this is for"),
        max_length=4,
        choices=NoAgentsApply,
        default=NoAgentsApply.ALL,
    )

    class Meta:
        ordering = ["app_id"]
        constraints = [
            models.CheckConstraint(condition=Q(alert_seconds__range=(15, 180)), name="alert_15_to_180"),
            models.CheckConstraint(condition=Q(overflow_threshold__lte=200), name="overflow_up_to_200"),
            models.CheckConstraint(condition=Q(timeout_seconds__lte=2700), name="timeout_up_to_2700"),
            models.CheckConstraint(
                condition=Q(service_level_seconds=None)
                | Q(service_level_seconds__lte=2400, service_level_seconds__lt=F("timeout_seconds")),
                name="service_level_before_timeout",
            ),
            models.CheckConstraint(
                condition=~Q(routing="longest_idle") | Q(presence_based=True),
                name="longest_idle_by_presence",
            ),
            models.CheckConstraint(
                condition=Q(greeting_text="") | Q(greeting_sound=None), name="queue_greets_once"
            ),
        ]

    def __str__(self) -> str:
        return self.app.name


class Agent(TenantOwned):
    """A person or a group that answers a queue, at a place in its order (rules 8.2)."""

    queue = models.ForeignKey(Queue, on_delete=models.CASCADE, related_name="agents")
    person = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.CASCADE, related_name="queue_seats"
    )
    group = models.ForeignKey(
        Group, null=True, blank=True, on_delete=models.CASCADE, related_name="queue_seats"
    )
    position = models.PositiveSmallIntegerField()
    opted_in = models.BooleanField(default=True)

    class Meta:
        ordering = ["queue_id", "position", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(person__isnull=False, group=None) | Q(person=None, group__isnull=False),
                name="agent_is_person_or_group",
            ),
            models.UniqueConstraint(fields=["tenant", "queue", "person"], name="person_once_in_a_queue"),
            models.UniqueConstraint(fields=["tenant", "queue", "group"], name="group_once_in_a_queue"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id or self.group_id} in {self.queue_id}"
