"""Forms in the look of the console: the renderer, the base form, and how a refusal reaches its field."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db.models.fields import BLANK_CHOICE_DASH
from django.forms import BaseForm
from django.forms.boundfield import BoundField
from django.forms.renderers import BaseRenderer, DjangoTemplates
from django.forms.utils import ErrorDict, pretty_name
from django.forms.widgets import Input
from django.template import TemplateDoesNotExist
from django.template.loader import get_template
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from ui.refusals import Refusal

CLASSES: tuple[tuple[type[forms.Widget], str], ...] = (
    (forms.Textarea, "area"),
    (forms.CheckboxSelectMultiple, ""),
    (forms.RadioSelect, ""),
    (forms.CheckboxInput, ""),
    (forms.SelectMultiple, "select select--many"),
    (forms.Select, "select"),
    (forms.FileInput, "input input--file"),
    (Input, "input"),
)

DJANGOS_ROWS = "10"
"""Height of a textarea for which the form chose none; ours is lower, and the person can drag it."""


def widget_class(widget: forms.Widget) -> str:
    """Our class for a widget; "" for those that are styled by their element."""
    return next((name for kind, name in CLASSES if isinstance(widget, kind)), "")


class ConsoleBoundField(BoundField):
    """A field that knows how it is laid out and carries our classes, so that any form looks right."""

    @property
    def kind(self) -> str:
        """Which layout the field takes: hidden, group, check, many, select or input."""
        widget = self.field.widget
        if widget.is_hidden:
            return "hidden"
        if isinstance(widget, forms.CheckboxInput):
            return "check"
        if isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
            return "group"
        if isinstance(widget, forms.MultiWidget | forms.SelectDateWidget):
            return "parts"
        if isinstance(widget, forms.Select) and not widget.allow_multiple_selected:
            return "select"
        return "input"

    @property
    def first_id(self) -> str:
        """Where a link of the error summary goes: the first box of a group, the first part of a date."""
        if self.field.widget.is_hidden:
            return ""
        if self.kind in ("group", "parts"):
            parts = self.subwidgets[0].data.get("subwidgets") if self.subwidgets else None
            first = parts[0] if parts else (self.subwidgets[0].data if self.subwidgets else {})
            return str(first.get("attrs", {}).get("id", "")) or self.auto_id
        return self.id_for_label or self.auto_id

    @property
    def optional(self) -> bool:
        """Whether the label says "(optional)": when the form marks optional fields and this one is."""
        marks = getattr(self.form, "mark_optional", False)
        return bool(
            marks
            and not self.field.required
            and not self.field.disabled
            and self.kind not in ("check", "hidden")
        )

    @property
    def refusal_links(self) -> list[tuple[str, str]]:
        """Links (address, words) of the refusals that were put on this field."""
        links: dict[str, list[tuple[str, str]]] = getattr(self.form, "refusal_links", {})
        return links.get(self.name, [])

    def build_widget_attrs(self, attrs: dict[str, Any], widget: forms.Widget | None = None) -> dict[str, Any]:
        built: dict[str, Any] = super().build_widget_attrs(attrs, widget)
        own = (widget or self.field.widget).attrs.get("class", "")
        wanted = widget_class(widget or self.field.widget)
        given = f"{wanted} {own} {built.get('class', '')}"
        classes = " ".join(dict.fromkeys(given.split()))
        if classes:
            built["class"] = classes
        if wanted == "area" and str((widget or self.field.widget).attrs.get("rows")) == DJANGOS_ROWS:
            built["rows"] = "4"
        return built


class ConsoleRenderer(BaseRenderer):
    """Set as FORM_RENDERER. Our templates first, then Django's own for the plain widgets."""

    form_template_name = "ui/forms/form.html"
    field_template_name = "ui/forms/field.html"
    bound_field_class = ConsoleBoundField

    def __init__(self) -> None:
        self._stock = DjangoTemplates()

    def get_template(self, template_name: str) -> Any:
        """A project template of that name, or the one that Django brings."""
        try:
            return get_template(template_name)
        except TemplateDoesNotExist:
            return self._stock.get_template(template_name)


class ConsoleFormMixin:
    """What console forms add to Django's: our renderer, native date fields, refusals with links.

    Two forms on one page need a `prefix` each; ids follow the prefix, and so do the links of the error
    summary.
    """

    default_renderer = ConsoleRenderer
    mark_optional = True
    use_required_attribute = False
    """The browser's own bubbles would keep the error summary from ever being seen."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.refusal_links: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for field in self.fields.values():  # type: ignore[attr-defined]
            _use_native_dates(field)
            _say_choose(field)
            _say_what_an_address_is(field)
        for name, field in self.fields.items():  # type: ignore[attr-defined]
            _name_what_is_missing(field, str(field.label or pretty_name(name)))

    def as_console(self) -> SafeString:
        """All fields in our layout, without the form element, the summary and the buttons."""
        rendered: SafeString = self.render("ui/forms/form.html")  # type: ignore[attr-defined]
        return rendered


class ConsoleForm(ConsoleFormMixin, forms.Form):  # type: ignore[misc]
    """Base of every plain form."""


class ConsoleModelForm(ConsoleFormMixin, forms.ModelForm):  # type: ignore[misc]
    """Base of every form over a model."""


class FormParts(ABC):
    """Several forms that are sent as one."""

    @property
    @abstractmethod
    def forms(self) -> Sequence[BaseForm]:
        """Those that count, in the order of the page; a summary of errors takes them as it takes a formset."""

    @property
    def errors(self) -> list[Any]:
        """Their errors, form by form, as a formset has them; empty while there are none."""
        return [form.errors for form in self.forms if form.errors]

    def is_valid(self) -> bool:
        """Whether all that count are; all are asked, so that all errors are shown at once."""
        valid = [form.is_valid() for form in self.forms]
        return all(valid)


def _say_choose(field: forms.Field) -> None:
    """A select of a model begins with "Choose", not with Django's row of dashes."""
    if not isinstance(field, forms.ChoiceField) or not isinstance(field.widget, forms.Select):
        return
    options = list(field.widget.choices)
    if options and options[0] == BLANK_CHOICE_DASH[0]:
        field.widget.choices = [("", _("Choose")), *options[1:]]


def _name_what_is_missing(field: forms.Field, label: str) -> None:
    """In an error summary "This field is required." five times over tells nobody which five."""
    if field.error_messages.get("required") == forms.Field.default_error_messages["required"]:
        field.error_messages["required"] = _("“%(label)s” is not filled in.") % {"label": label}


def _say_what_an_address_is(field: forms.Field) -> None:
    """Django's "Enter a valid email address." in our words, which show one."""
    if isinstance(field, forms.EmailField):
        field.error_messages.setdefault("invalid", _("Enter an e-mail address, as in name@example.com."))


def _use_native_dates(field: forms.Field) -> None:
    widget = field.widget
    if type(widget) is forms.DateInput:
        widget.input_type, widget.format = "date", "%Y-%m-%d"
    elif type(widget) is forms.TimeInput:
        widget.input_type, widget.format = "time", "%H:%M"
    elif type(widget) is forms.DateTimeInput:
        widget.input_type, widget.format = "datetime-local", "%Y-%m-%dT%H:%M"
    if isinstance(field, forms.DateTimeField) and "%Y-%m-%dT%H:%M" not in (field.input_formats or []):
        field.input_formats = ["%Y-%m-%dT%H:%M", *(field.input_formats or [])]


def quiet(form: forms.BaseForm) -> None:
    """Let a bound form show what was typed without judging it, as on a page that only rearranges something."""
    form._errors = ErrorDict()  # type: ignore[attr-defined]


def refuse(form: forms.BaseForm, refusal: Refusal) -> None:
    """Put a refusal on the field it is about, or on the whole form when it names none that the form has.

    The words are those of the refusal; its link is shown below the message. Render the form with status 422.
    """
    name = refusal.field if refusal.field in form.fields else None
    form.add_error(name, ValidationError(refusal.sentence, code="refusal"))
    if refusal.url and refusal.link:
        links = getattr(form, "refusal_links", None)
        if links is None:
            links = form.refusal_links = defaultdict(list)  # type: ignore[attr-defined]
        links[name or NON_FIELD_ERRORS].append((refusal.url, refusal.link))
