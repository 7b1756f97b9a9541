"""The plain fields of a call queue, and the filter of the list."""

from typing import Any, ClassVar, Final

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from services.languages import LANGUAGES
from services.queues import checks, limits, rules
from services.queues.models import Queue
from services.queues.settings import FIGURES, Settings
from ui.forms import ConsoleForm
from ui.lists import ListFilter

LARGEST: Final = 1_000_000  # of any figure that is typed; what may be kept is said by the rules


def _figure(label: Any, help_text: Any, **more: Any) -> forms.IntegerField:
    return forms.IntegerField(label=label, help_text=help_text, max_value=LARGEST, **more)


class QueueForm(ConsoleForm):
    """Name, language and figures, with the defaults and limits of rules 8.2 at each field. `stored` is what is there.

    `version` is that of the settings which the page showed.
    """

    mark_optional = False

    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0, max_value=LARGEST)
    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=64,
        help_text=gettext_lazy("Agents see it when a call comes. Callers never hear it."),
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Language"),
        choices=LANGUAGES,
        help_text=gettext_lazy("Texts are read out in it, and the system speaks it."),
    )
    routing = forms.ChoiceField(
        label=gettext_lazy("How calls are shared out"),
        widget=forms.RadioSelect,
        choices=[
            (Queue.Routing.ATTENDANT, gettext_lazy("All at once: every agent's telephone rings")),
            (Queue.Routing.SERIAL, gettext_lazy("One after another, in the order of the list")),
            (
                Queue.Routing.ROUND_ROBIN,
                gettext_lazy("In turn, so that all get the same share (recommended)"),
            ),
            (
                Queue.Routing.LONGEST_IDLE,
                gettext_lazy("Whoever has been free the longest (recommended; counts presence)"),
            ),
        ],
    )
    presence_based = forms.BooleanField(
        label=gettext_lazy("Only agents who are available"),
        help_text=gettext_lazy(
            "Agents who are busy, away or offline are left alone. Always so for the longest free. Usual: on."
        ),
        required=False,
    )
    may_opt_out = forms.BooleanField(
        label=gettext_lazy("Agents may opt out"),
        help_text=gettext_lazy(
            "They then choose for themselves whether they get calls of this queue. Usual: on."
        ),
        required=False,
    )
    alert_seconds = _figure(
        gettext_lazy("Seconds that an agent's telephone rings"),
        gettext_lazy("15 to 180; 20 or more are recommended. Usual: 30."),
    )
    conference_mode = forms.BooleanField(
        label=gettext_lazy("Conference mode"),
        help_text=gettext_lazy(
            "Calls are connected faster. Without it the old transfer mode is used. Usual: on."
        ),
        required=False,
    )
    overflow_threshold = _figure(
        gettext_lazy("Calls that may wait"),
        gettext_lazy("0 to 200. Usual: 50. With 0 every call goes on at once, without the greeting."),
    )
    timeout_seconds = _figure(
        gettext_lazy("Seconds that a call may wait"),
        gettext_lazy("0 to 2,700, kept in steps of 15. Usual: 1,200, which is 20 minutes."),
    )
    no_agents_apply = forms.ChoiceField(
        label=gettext_lazy("This is for"),
        widget=forms.RadioSelect,
        choices=[
            (Queue.NoAgentsApply.ALL, gettext_lazy("All calls, also those that wait already")),
            (Queue.NoAgentsApply.NEW, gettext_lazy("New calls only")),
        ],
    )
    service_level_seconds = _figure(
        gettext_lazy("Service level in seconds"),
        gettext_lazy(
            "Up to 2,400, and shorter than the longest wait: a call that is answered by then counts as answered in "
            "time. Empty: not measured."
        ),
        required=False,
    )

    def __init__(self, data: Any = None, *, stored: Settings, version: int) -> None:
        super().__init__(data, prefix="queue", initial=_initial(stored, version))
        language: Any = self.fields["language"]
        if stored.language not in dict(LANGUAGES):
            language.choices = [*language.choices, (stored.language, stored.language)]
        for name, (least, most) in limits.RANGES.items():
            self.fields[name].widget.attrs.update({"min": least, "max": most})
        self.fields["timeout_seconds"].widget.attrs["step"] = limits.STEP
        self.fields["name"].error_messages["required"] = _("Name the queue.")

    def clean(self) -> dict[str, Any]:
        """Each figure in its range."""
        values: dict[str, Any] = super().clean() or self.cleaned_data
        for name in limits.RANGES:
            value = values.get(name)
            if value is not None and (sentence := rules.out_of_range(name, value)):
                self.add_error(name, sentence)
        return values

    @property
    def figures(self) -> dict[str, Any]:
        """What a valid form says, by the names of `Settings`."""
        return {name: self.cleaned_data[name] for name in ("name", "language", *FIGURES)}


def _initial(stored: Settings, version: int) -> dict[str, Any]:
    return {
        "version": version,
        **{name: getattr(stored, name) for name in ("name", "language", *FIGURES)},
    }


class QueueFilter(ListFilter):
    """Search and filters of the list."""

    lookups: ClassVar[dict[str, str]] = {"language": "app__language"}

    q = forms.CharField(label=gettext_lazy("Search queues"), max_length=64)
    language = forms.ChoiceField(
        label=gettext_lazy("Language"), choices=[("", gettext_lazy("Any")), *LANGUAGES]
    )
    health = forms.ChoiceField(
        label=gettext_lazy("Health"),
        choices=[
            ("", gettext_lazy("Any")),
            ("broken", gettext_lazy("With problems")),
            ("unfinished", gettext_lazy("Not finished")),
            ("warning", gettext_lazy("With warnings")),
            ("valid", gettext_lazy("Valid")),
        ],
    )

    def filter_q(self, queues: QuerySet[Queue], value: str) -> QuerySet[Queue]:
        """Every word must be in the name."""
        for word in value.split()[:8]:
            queues = queues.filter(app__name__icontains=word)
        return queues

    def filter_health(self, queues: QuerySet[Queue], value: str) -> QuerySet[Queue]:
        """Those that the checks judge so: they are asked of all queues."""
        found = checks.problems_in(list(Queue.objects.select_related("app__tenant")))
        return queues.filter(
            pk__in=[key for key, problems in found.items() if checks.health(problems) == value]
        )
