"""The page on which one person is put in the place of another everywhere."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy, ngettext

from services.numbers import places, replacements
from tenants.access import TenantRequest, tenant_view
from tenants.models import Person, Role, Tenant
from tenants.person_field import PersonField
from ui.forms import ConsoleForm, refuse
from ui.refusals import Refusal
from ui.templatetags.ui import thousands
from ui.toasts import say


class ReplacementForm(ConsoleForm):
    """Who takes the places."""

    mark_optional = False

    def __init__(self, *args: object, tenant: Tenant, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"] = PersonField(
            slug=tenant.slug,
            label=gettext_lazy("Who takes these places"),
            help_text=gettext_lazy(
                "A name, a user name or an extension. It must be somebody who can be called."
            ),
            error_messages={"required": gettext_lazy("Choose who takes these places.")},
        )


@tenant_view(Role.ADMIN)
def replace_person(request: TenantRequest, pk: int) -> HttpResponse:
    """Show all places of a person; put somebody else there."""
    person: Person = get_object_or_404(Person.objects.select_related("tenant"), pk=pk)
    sent = request.POST if request.method == "POST" else None
    form = ReplacementForm(sent, tenant=request.tenant)
    if form.is_valid():
        try:
            return _replaced(request, person, form.cleaned_data["person"])
        except Refusal as refusal:
            refuse(form, refusal)
    context = {"person": person, "form": form, "places": places.of_people([person])}
    return render(request, "service_numbers/replace_person.html", context, status=422 if form.errors else 200)


def _replaced(request: TenantRequest, person: Person, new: Person) -> HttpResponse:
    count = replacements.replace_everywhere(person, new, by=request.user)
    words = ngettext("%(new)s took the place of %(old)s.", "%(new)s took %(n)s places of %(old)s.", count) % {
        "new": new,
        "old": person,
        "n": thousands(count),
    }
    say(request, words)
    return redirect("people:detail", request.tenant.slug, person.pk)
