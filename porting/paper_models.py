"""The papers of a port order: what was uploaded, the letter of authorization, and each version that was handed in."""

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tenants.scoping import TenantOwned


class PortDocument(TenantOwned):
    """A paper that somebody uploaded. It lies in the database: outside the web root, and wherever a worker runs."""

    class Kind(models.TextChoices):
        BILL = "bill", _("Bill")
        LETTER = "letter", _("Signed letter of authorization")
        RECORD = "record", _("Customer service record")
        OTHER = "other", _("Other paper")

    order = models.ForeignKey("porting.PortOrder", on_delete=models.CASCADE, related_name="documents")
    kind = models.CharField(_("kind of paper"), max_length=8, choices=Kind)
    file_name = models.CharField(max_length=200)
    content_type = models.CharField(max_length=60)
    pages = models.PositiveSmallIntegerField(default=1)
    size = models.PositiveIntegerField()
    digest = models.CharField(max_length=64, help_text=_("SHA-256 of the content."))
    content = models.BinaryField(editable=False)
    dated = models.DateField(_("date on the paper"), null=True, blank=True)
    added_by_name = models.CharField(max_length=150)
    added_at = models.DateTimeField(default=timezone.now)
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.file_name

    @property
    def page_numbers(self) -> range:
        """Its pages, from 1."""
        return range(1, self.pages + 1)


class Letter(TenantOwned):
    """A letter of authorization as it was made for one state of the order: `covers` is the digest of what it says.

    An order whose digest is another one needs another letter.
    """

    class Way(models.TextChoices):
        LINK = "link", _("By a link")
        PAPER = "paper", _("On paper")

    order = models.ForeignKey("porting.PortOrder", on_delete=models.CASCADE, related_name="letters")
    way = models.CharField(max_length=5, choices=Way)
    covers = models.CharField(max_length=64)
    language = models.CharField(max_length=5)
    pdf = models.BinaryField(editable=False)
    token_digest = models.CharField(max_length=64, blank=True, db_index=True)
    sent_to = models.EmailField(blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    signed_at = models.DateTimeField(null=True, blank=True)
    signed_name = models.CharField(max_length=120, blank=True)
    signature = models.JSONField(
        default=dict, blank=True, help_text=_("How it was signed: typed, or drawn as strokes.")
    )
    signed_from = models.CharField(max_length=45, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    made_by_name = models.CharField(max_length=150)
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.order_id} {self.made_at:%Y-%m-%d}"


class PortVersion(TenantOwned):
    """What an order said when it was handed in: version 1, 2, 3 (rules 5.4; a supplement of the carriers' world)."""

    order = models.ForeignKey("porting.PortOrder", on_delete=models.CASCADE, related_name="versions")
    version = models.PositiveSmallIntegerField()
    fields = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    numbers = models.JSONField(default=list)
    by_name = models.CharField(max_length=150)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["version"]
        constraints = [models.UniqueConstraint(fields=["order", "version"], name="one_row_per_port_version")]

    def __str__(self) -> str:
        return f"{self.order_id} v{self.version}"
