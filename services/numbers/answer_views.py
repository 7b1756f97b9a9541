"""Step 9: every service number with what answers it, decided in place, one by one."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from licensing.mends import buy_url, buy_words
from numbering.inventory_views import annotate_rows
from numbering.models import PhoneNumber
from services.numbers import answers, consequences
from services.numbers.answer_forms import AnswerForm, PriorityForm
from services.numbers.answer_list import AnswerFilter, figures, sort_of
from services.numbers.answer_step import KEY, words
from services.numbers.answerers import Answerer, answerer_of, answerers, now_of
from services.numbers.answers import OtherUse, Was
from services.numbers.queries import service_numbers
from services.voice_apps import accounts, allowances
from services.voice_apps.models import ResourceAccount, VoiceApp
from tenants.access import ANY_ROLE, TenantRequest, tenant_view
from tenants.models import Role
from ui.formats import national
from ui.forms import refuse
from ui.paging import paginate
from ui.refusals import Refusal
from ui.selection import row_id
from ui.toasts import say
from ui.ways import way_on


@tenant_view(*ANY_ROLE)
def answer_list(request: TenantRequest) -> HttpResponse:
    """All service numbers, with what answers each. Filters, sort and page are in the address."""
    filters = AnswerFilter(request, tenant=request.tenant)
    rows = filters.apply(service_numbers().select_related("person", "tenant", "resource_account__app"))
    page = paginate(request, rows, order=sort_of(request.GET.get("sort", "")))
    annotate_rows(page.rows)
    query = request.GET.copy()
    for name in ("after", "before"):
        query.pop(name, None)
    found, licences = figures(request.tenant), allowances.allowance(request.tenant)
    lacking = max(1, licences.lacking)
    context = {
        "step_key": KEY,
        "filters": filters,
        "page": page,
        "figures": found,
        "summary": words(found),
        "shared": consequences.shared_numbers(request.tenant),
        "allowance": licences,
        "buy_url": buy_url(request.tenant, allowances.SKU, lacking),
        "buy_words": buy_words(lacking),
        "choose": AnswerForm(answerers=filters.answerers),
        "may_act": request.membership.role == Role.ADMIN,
        "query": query.urlencode(),
        "here": request.get_full_path(),
    }
    return render(request, "service_numbers/answers.html", context)


@tenant_view(*ANY_ROLE)
def answer(request: TenantRequest, pk: int) -> HttpResponse:
    """One number: what answers it, what else could, and what that would mean. HTMX gets the choice alone."""
    return _page(request, _number(pk))


def _number(pk: int) -> PhoneNumber:
    return get_object_or_404(service_numbers().select_related("tenant", "person"), pk=pk)


def _page(request: TenantRequest, number: PhoneNumber, **more: Any) -> HttpResponse:
    annotate_rows([number])
    now = now_of([number]).get(number.pk)
    without = now.answerer.key if now else ""
    context = {
        "step_key": KEY,
        "number": number,
        "now": now,
        "form": AnswerForm(answerers=answerers(request.tenant), without=without),
        "priority_form": PriorityForm(initial={"priority": now.account.priority})
        if now and now.account
        else None,
        "shut": consequences.not_given(number),
        "stays": consequences.not_taken(now) if now else None,
        "losses": consequences.of_taking(number, now) if now else [],
        "may_act": request.membership.role == Role.ADMIN,
        "next": way_on(request),
        **more,
    }
    if request.htmx.target == f"answer-{number.pk}" and not more:
        context |= {"inline": True, "next": way_on(request) or _list_url(request)}
        return render(request, "service_numbers/answer.html#choose", context)
    return render(request, "service_numbers/answer.html", context, status=422 if more else 200)


def _list_url(request: TenantRequest) -> str:
    return reverse("service_numbers:answers", args=[request.tenant.slug])


def _back(request: TenantRequest, number: PhoneNumber) -> HttpResponse:
    """The page that `next` names, else the number's own."""
    way = way_on(request)
    return redirect(way) if way else redirect("service_numbers:answer", request.tenant.slug, number.pk)


def _undo(request: TenantRequest, name: str, number: PhoneNumber, **facts: str | int) -> str:
    """The address that takes an act back, and goes on where the act went on."""
    url = reverse(f"service_numbers:{name}", args=[request.tenant.slug, number.pk])
    return f"{url}?{urlencode({**facts, 'next': way_on(request)})}"


@require_POST
@tenant_view(Role.ADMIN)
def assign(request: TenantRequest, pk: int) -> HttpResponse:
    """Let something answer the number, whatever answers it now. What is for something else offers to change its use."""
    number = _number(pk)
    form = AnswerForm(request.POST, answerers=answerers(request.tenant))
    if not form.is_valid():
        return _page(request, number, form=form)
    try:
        was = answers.let_answer(
            number, form.answerer, by=request.user, change_use="change_use" in request.POST
        )
    except OtherUse as refusal:
        offer = {"answerer": form.answerer, "rule": consequences.of_other_use(number, form.answerer)}
        return _page(request, number, form=form, refusal=refusal, offer=offer)
    except Refusal as refusal:
        refuse(form, refusal)
        return _page(request, number, form=form)
    _say_answered(request, number, form.answerer, was)
    return _back(request, number)


@require_POST
@tenant_view(Role.ADMIN)
def put_on(request: TenantRequest, app: int) -> HttpResponse:
    """Let a queue or an attendant answer a free number that was chosen on its own page."""
    answerer = Answerer(get_object_or_404(VoiceApp.objects.select_related("tenant"), pk=app))
    chosen = service_numbers().select_related("tenant", "person")
    number = chosen.filter(pk=row_id(request.POST.get("number"))).first()
    if number is None:
        raise Refusal(_("Choose a number first."))
    was = answers.let_answer(number, answerer, by=request.user)
    _say_answered(request, number, answerer, was)
    return _back(request, number)


def _say_answered(request: TenantRequest, number: PhoneNumber, answerer: Answerer, was: Was | None) -> None:
    sentence = _("%(number)s is answered by %(answerer)s now.") % {
        "number": national(number.e164),
        "answerer": answerer.words,
    }
    now = now_of([_number(number.pk)]).get(number.pk)
    undo = ""
    if now is not None and not consequences.not_taken(now):
        undo = (
            _undo(request, "again", number, **_facts(was))
            if was
            else _undo(request, "take_away", number, only_from=answerer.key)
        )
    say(request, sentence, undo=undo)


def _facts(was: Was) -> dict[str, str | int]:
    return {"target": was.answerer.key, "priority": was.priority, "languages": ",".join(was.languages)}


@require_POST
@tenant_view(Role.ADMIN)
def take_away(request: TenantRequest, pk: int) -> HttpResponse:
    """Let nothing answer the number any more; with `only_from`, the undo of letting something answer it."""
    number = _number(pk)
    only_from = request.GET.get("only_from", "")
    expected = answerer_of(request.tenant, only_from)
    if only_from and expected is None:
        raise Refusal(_("What answered this number is gone, so this is not taken back."))
    was = answers.take_away(number, by=request.user, only_from=expected)
    sentence = _("%(number)s is no longer answered by %(answerer)s.") % {
        "number": national(number.e164),
        "answerer": was.answerer.words,
    }
    say(request, sentence, undo="" if only_from else _undo(request, "again", number, **_facts(was)))
    return _back(request, number)


@require_POST
@tenant_view(Role.ADMIN)
def again(request: TenantRequest, pk: int) -> HttpResponse:
    """Undo of taking away and of moving: what answered it answers it again, as it did."""
    number = _number(pk)
    answerer = answerer_of(request.tenant, request.GET.get("target", ""))
    if answerer is None:
        raise Refusal(_("What answered this number is gone, so this is not taken back."))
    languages = tuple(one for one in request.GET.get("languages", "").split(",") if one)
    priority = row_id(request.GET.get("priority")) or accounts.USUAL_PRIORITY
    was = Was(answerer, priority, languages)
    answers.let_answer(number, answerer, by=request.user, change_use=True, was=was)
    sentence = _("%(number)s is answered by %(answerer)s again.")
    say(request, sentence % {"number": national(number.e164), "answerer": answerer.words})
    return _back(request, number)


@require_POST
@tenant_view(Role.ADMIN)
def park(request: TenantRequest, pk: int) -> HttpResponse:
    """Let the number answer nothing, on purpose."""
    number = _number(pk)
    answers.park([number], by=request.user)
    sentence = _("%(number)s is parked: nothing answers it, on purpose.") % {"number": national(number.e164)}
    say(request, sentence, undo=_undo(request, "unpark", number))
    return _back(request, number)


@require_POST
@tenant_view(Role.ADMIN)
def unpark(request: TenantRequest, pk: int) -> HttpResponse:
    """Let something answer the number again."""
    number = _number(pk)
    answers.unpark([number], by=request.user)
    sentence = _("%(number)s is no longer parked.") % {"number": national(number.e164)}
    say(request, sentence, undo="" if "undo" in request.GET else _undo(request, "park", number))
    return _back(request, number)


@require_POST
@tenant_view(Role.ADMIN)
def priority(request: TenantRequest, pk: int) -> HttpResponse:
    """Whose calls are answered first."""
    number = _number(pk)
    account: ResourceAccount = get_object_or_404(
        ResourceAccount.objects.select_related("tenant"), number=number
    )
    form = PriorityForm(request.POST)
    if not form.is_valid():
        return _page(request, number, priority_form=form)
    accounts.change_priority(account, form.cleaned_data["priority"], by=request.user)
    say(request, _("The priority of its calls is saved."))
    return _back(request, number)
