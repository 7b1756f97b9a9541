"""The page behind the link of a letter of authorization. Public: the authorised person has no account here."""

from functools import wraps

from allauth.account.adapter import get_adapter
from allauth.core import ratelimit
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_POST

from porting import mails
from porting.models import Letter
from porting.papers import letter_pdf, letters, serving, signing
from porting.papers.forms import DeclineForm, SignForm
from porting.papers.letter_texts import TEXTS
from tenants.access import View
from tenants.scoping import tenant_scope
from ui.forms import refuse
from ui.refusals import Refusal

STATUS = {"open": 200, "signed": 200}
"""What a link answers by its state; all others are gone."""


def by_link(view: View) -> View:
    """Find the letter of the token and enter its tenant; how often a minute is said in ACCOUNT_RATE_LIMITS."""

    @login_not_required
    @never_cache
    @sensitive_variables("token")
    @wraps(view)
    def wrapper(request: HttpRequest, token: str, **more: int) -> HttpResponseBase:
        if not ratelimit.consume(request, action="port_letter"):
            return render(request, "429.html", status=429)
        letter = signing.by_token(token)
        if letter is None:
            response: HttpResponseBase = render(request, "sign/letter.html", {"state": "unknown"}, status=404)
        else:
            with tenant_scope(letter.tenant):
                response = view(request, token, letter, **more)
        response["X-Robots-Tag"] = "noindex"
        return response

    return wrapper


@sensitive_post_parameters("strokes")
@by_link
def letter(request: HttpRequest, token: str, letter: Letter) -> HttpResponse:
    """Read the letter, then sign it or say why not."""
    if request.method != "POST" or signing.state_of(letter) != "open":
        return _page(request, token, letter)
    if not ratelimit.consume(request, action="port_signing", key=letter.token_digest):
        return render(request, "429.html", status=429)
    form = SignForm(request.POST, consent=TEXTS[letter.language]["consent"])
    if form.is_valid():
        try:
            signing.sign(
                letter,
                name=form.cleaned_data["name"],
                strokes=form.cleaned_data["strokes"],
                address=get_adapter().get_client_ip(request),
                agent=request.headers.get("User-Agent", "").replace("\0", ""),
                copy_url=f"{settings.SITE_URL}{reverse('sign:letter', args=[token])}",
            )
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            return redirect("sign:letter", token)
    letter.refresh_from_db()
    return _page(request, token, letter, form=form)


@require_POST
@by_link
def decline(request: HttpRequest, token: str, letter: Letter) -> HttpResponse:
    """Say why the letter is not signed."""
    form = DeclineForm(request.POST, prefix="decline")
    if form.is_valid():
        try:
            signing.decline(letter, reason=form.cleaned_data["reason"])
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            return render(request, "sign/letter.html", {"state": "declined", "order": letter.order})
    return _page(request, token, letter, declining=form)


@by_link
def page(request: HttpRequest, token: str, letter: Letter, number: int) -> HttpResponseBase:
    """A page of the letter as a picture."""
    pdf = _readable(letter)
    pages = letter_pdf.count_pages(pdf)
    return serving.picture(request, pdf, digest=letters.digest_of(letter), page=number, pages=pages)


@by_link
def download(request: HttpRequest, token: str, letter: Letter) -> HttpResponse:
    """The letter as PDF: as it is to be signed, or as it was signed."""
    name = f"{letter.order.reference}-letter.pdf"
    return serving.file(_readable(letter), content_type="application/pdf", name=name)


def _readable(letter: Letter) -> bytes:
    """The bytes that the link shows now: the letter, or its signed copy."""
    state = signing.state_of(letter)
    if state == "signed" and (paper := letters.signed_copy(letter)):
        return bytes(paper.content)
    if state != "open":
        raise Http404
    return bytes(letter.pdf)


def _page(
    request: HttpRequest,
    token: str,
    letter: Letter,
    *,
    form: SignForm | None = None,
    declining: DeclineForm | None = None,
) -> HttpResponse:
    state = signing.state_of(letter)
    consent = TEXTS[letter.language]["consent"]
    context = {
        "state": state,
        "letter": letter,
        "order": letter.order,
        "token": token,
        "form": form or SignForm(consent=consent),
        "declining": declining or DeclineForm(prefix="decline"),
    }
    if state == "open":
        pages = letter_pdf.count_pages(bytes(letter.pdf))
        context |= {
            "pages": range(1, pages + 1),
            "numbers": len(letters.covered_facts(letter.order)["numbers"]),
            "asked": mails.words_to_signer(letter.order, letter),
        }
    wrong = (form is not None and form.errors) or (declining is not None and declining.errors)
    status = 422 if wrong and state == "open" else STATUS.get(state, 410)
    return render(request, "sign/letter.html", context, status=status)
