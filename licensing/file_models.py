"""Files of licences: what was read, the verdict on each row, and what has been done (design, rule 5).

The rows are kept here, so that what is applied is what was shown.
"""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tenants.scoping import TenantOwned


class Act(models.TextChoices):
    """What a row has done."""

    ASSIGN = "assign", _("Assign")
    REMOVE = "remove", _("Remove")


class Column(models.TextChoices):
    """What a column of the file is for."""

    NOTHING = "", _("Pass over")
    USER = "user", _("User")
    PRODUCT = "product", _("Product")
    ACT = "act", _("Assign or remove")
    LOCATION = "location", _("Usage location")


class LicenceFile(TenantOwned):
    """A file that gives and takes licences, and how far it is. Many people chosen in a list go the same way."""

    class Status(models.TextChoices):
        READ = "read", _("Read")
        CHECKING = "checking", _("Being checked")
        CHECKED = "checked", _("Checked, not applied")
        APPLYING = "applying", _("Being applied")
        APPLIED = "applied", _("Applied")
        TAKING_BACK = "taking_back", _("Being taken back")
        TAKEN_BACK = "taken_back", _("Taken back")
        PUT_ASIDE = "put_aside", _("Put aside")

    file_name = models.CharField(max_length=200)
    of_selection = models.BooleanField(
        default=False, help_text=_("Made of people who were chosen in a list; nobody uploaded it.")
    )
    encoding = models.CharField(max_length=20)
    delimiter = models.CharField(max_length=1)
    sep_line = models.BooleanField(default=False)
    first_cells = models.JSONField(default=list, help_text=_("The first row, which may hold the headings."))
    first_line = models.PositiveIntegerField(default=1)
    has_headings = models.BooleanField(_("the first row holds headings"), default=False)
    columns = ArrayField(models.CharField(max_length=10, choices=Column, blank=True), default=list)
    products = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    act = models.CharField(max_length=10, choices=Act, default=Act.ASSIGN)
    status = models.CharField(max_length=12, choices=Status, default=Status.READ)
    round = models.PositiveIntegerField(default=0, help_text=_("How often work on it was asked for."))
    row_count = models.PositiveIntegerField(default=0)
    checked_count = models.PositiveIntegerField(default=0)
    done_count = models.PositiveIntegerField(default=0)
    counts = models.JSONField(default=dict, help_text=_("Rows by verdict."))
    takes = models.JSONField(
        default=dict, help_text=_("Seats that it takes, less those it gives back, by SKU.")
    )
    short = models.JSONField(default=dict, help_text=_("Seats that are lacking, by SKU."))
    breaks = models.JSONField(default=list, help_text=_("What it would break, in sentences."))
    effects = models.JSONField(default=list, help_text=_("What else it would change, in sentences."))
    relocations = models.JSONField(default=list, help_text=_("Ids of the changes of usage locations."))
    problem = models.CharField(max_length=500, blank=True)
    uploaded_by_name = models.CharField(max_length=150)
    created_at = models.DateTimeField(default=timezone.now)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    confirmed_by_name = models.CharField(max_length=150, blank=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["tenant", "-id"], name="licence_files_by_tenant")]
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.file_name


class LicenceRow(TenantOwned):
    """One row of a file. The rows of one person are one act: `person_line` is the line of the first of them.

    Every row is written again by the check and by the apply. No index has what these write, and the table's pages keep
    room for it (a migration says so), so that it costs no work on the indexes.

    `verdict` is one of the directory's error words, "changes" or "nothing"; `adds` and `removes` are the SKUs that the
    person would get and lose by all of the rows together.
    """

    class State(models.TextChoices):
        WAITING = "", _("Not applied")
        APPLIED = "applied", _("Applied")
        JUDGED_ANEW = "anew", _("Judged anew")
        LEFT_OUT = "left_out", _("Left out")

    upload = models.ForeignKey(  # the constraint and the index below begin with it
        LicenceFile, on_delete=models.CASCADE, related_name="rows", db_index=False
    )
    line = models.PositiveIntegerField()
    person_line = models.PositiveIntegerField(default=0)
    cells = models.JSONField(default=list)
    user_name = models.CharField(max_length=300, blank=True)
    verdict = models.CharField(max_length=40, blank=True)
    reasons = models.JSONField(default=list, help_text=_("Violation, sentence, mend, SKU and seats of each."))
    adds = models.JSONField(default=list)
    removes = models.JSONField(default=list)
    location = models.CharField(max_length=2, blank=True)
    state = models.CharField(max_length=10, choices=State, blank=True, default=State.WAITING)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["upload", "line"], name="one_licence_row_per_line")]
        indexes = [
            models.Index(fields=["upload", "person_line", "line"], name="licence_rows_by_person"),
        ]
        ordering = ["person_line", "line"]

    def __str__(self) -> str:
        return f"{self.upload_id}:{self.line}"
