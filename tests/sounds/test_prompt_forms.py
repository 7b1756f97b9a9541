"""The form of a prompt: what it says, what it complains about, and that an upload is never lost."""

from typing import Any

import pytest
from django.db import connection
from django.http import QueryDict
from django.template.loader import render_to_string
from django.test.utils import CaptureQueriesContext
from django.utils.datastructures import MultiValueDict
from hypothesis import given
from hypothesis import strategies as st

from services.sounds import sounds
from services.sounds.models import Sound
from services.sounds.prompt_forms import PromptForm, keep_uploads, sounds_to_choose
from services.sounds.prompts import Prompt
from tenants.models import Tenant, User
from tenants.scoping import tenant_scope
from tests.sounds.made import make_sound, upload, wav


def form_of(data: dict[str, str] | None = None, *, file: Any = None, **options: Any) -> PromptForm:
    """A form with the prefix "greeting", bound when there are data; "No greeting" may be chosen."""
    options = {"nothing": "No greeting", "prefix": "greeting", **options}
    if data is None:
        return PromptForm(**options)
    query = QueryDict(mutable=True)
    query.update({f"greeting-{name}": value for name, value in data.items()})
    files = MultiValueDict({"greeting-upload": [file]} if file else {})
    return PromptForm(query, files, **options)


def said(data: dict[str, str], **options: Any) -> Prompt | dict[str, list[str]]:
    """The prompt of a form with these data, or its errors."""
    form = form_of(data, **options)
    return form.prompt if form.is_valid() else dict(form.errors)


def test_nothing_a_sound_or_a_text_is_said(tenant: Tenant, admin: User) -> None:
    sound = make_sound(tenant, admin)
    with tenant_scope(tenant):
        assert said({"say": ""}) == Prompt()
        assert said({"say": "text", "text": " Hello\r\nthere "}) == Prompt(text="Hello\nthere")
        assert said({"say": "sound", "sound": str(sound.pk)}) == Prompt(sound=sound)


def test_what_belongs_to_a_choice_that_was_not_made_does_not_count(tenant: Tenant, admin: User) -> None:
    sound = make_sound(tenant, admin)
    leftovers = {"text": "x" * 2000, "sound": "nonsense"}
    with tenant_scope(tenant):
        assert said({"say": "", **leftovers}, file=upload(b"<html>")) == Prompt()
        assert said({**leftovers, "say": "sound", "sound": str(sound.pk)}) == Prompt(sound=sound)
        assert said({**leftovers, "say": "text", "text": "Hi"}) == Prompt(text="Hi")


@pytest.mark.parametrize(
    ("data", "field", "words"),
    [
        ({"say": "text"}, "text", "Type the text."),
        (
            {"say": "text", "text": "x" * 1204},
            "text",
            "The text has 1,204 characters; up to 1,000 are read out.",
        ),
        ({"say": "text", "text": "a\0"}, "text", "Null characters are not allowed."),
        ({"say": "sound"}, "sound", "Choose a sound, or upload one."),
        ({"say": "sound", "sound": "999999999999999999999"}, "sound", "Select a valid choice."),
        ({"say": "shout"}, "say", "Select a valid choice."),
    ],
)
def test_what_is_missing_or_too_much_is_said_at_its_field(
    tenant: Tenant, data: dict[str, str], field: str, words: str
) -> None:
    with tenant_scope(tenant):
        form = form_of(data)
        assert not form.is_valid()
        assert list(form.errors) == [field]
        assert form.errors[field][0].startswith(words)


def test_something_must_be_said_where_silence_is_not_offered(tenant: Tenant) -> None:
    with tenant_scope(tenant):
        assert said({}, nothing="") == {"say": ["Choose what callers hear."]}
        assert said({"say": ""}, nothing="") == {"say": ["Choose what callers hear."]}
        assert said({"say": "text", "text": "x"}, texts=False).keys() == {"say"}  # type: ignore[union-attr]


def test_a_sound_of_somebody_else_cannot_be_chosen(tenant: Tenant, other_tenant: Tenant, admin: User) -> None:
    foreign = make_sound(other_tenant, admin)
    with tenant_scope(tenant):
        assert said({"say": "sound", "sound": str(foreign.pk)}).keys() == {"sound"}  # type: ignore[union-attr]


def test_an_upload_is_kept_and_chosen_even_when_the_rest_of_the_page_is_refused(
    tenant: Tenant, admin: User
) -> None:
    with tenant_scope(tenant):
        greeting = form_of({"say": "sound"}, file=upload(wav(), "hello.wav"))
        music = form_of({"say": "sound"}, prefix="greeting")
        valid = [one.is_valid() for one in (greeting, music)]
        assert valid == [True, False]
        assert keep_uploads([greeting, music], tenant=tenant, by=admin)
        assert greeting.prompt == Prompt(sound=Sound.objects.get(name="hello"))
        page = render_to_string("sounds/_prompt.html", {"form": greeting, "tenant": tenant})
        assert "Your upload is kept, as hello." in page
        assert f'<option value="{greeting.prompt.sound.pk}" selected>hello (1.0 s)</option>' in page  # type: ignore[union-attr]
        sent_again = form_of({"say": "sound", "sound": str(greeting.prompt.sound.pk)})  # type: ignore[union-attr]
        assert sent_again.is_valid()
        assert sent_again.prompt == greeting.prompt
        assert keep_uploads([greeting], tenant=tenant, by=admin)  # asked twice, kept once
        assert Sound.objects.count() == 1


def test_an_upload_wins_over_the_list_and_a_bad_one_is_refused_at_its_field(
    tenant: Tenant, admin: User
) -> None:
    sound = make_sound(tenant, admin)
    with tenant_scope(tenant):
        form = form_of({"say": "sound", "sound": str(sound.pk)}, file=upload(wav(tone=1)))
        assert form.is_valid()
        with pytest.raises(RuntimeError, match="keep_uploads"):
            _ = form.prompt
        assert keep_uploads([form], tenant=tenant, by=admin)
        assert form.prompt.sound != sound
        bad = form_of({"say": "sound", "sound": str(sound.pk)}, file=upload(b"<html>"))
        assert not bad.is_valid()
        assert list(bad.errors) == ["upload"]
        assert "kind HTML" in bad.errors["upload"][0]


def test_an_upload_that_cannot_be_kept_is_refused_at_its_field(
    tenant: Tenant, admin: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_sound(tenant, admin)
    monkeypatch.setattr(sounds, "MOST", 1)
    with tenant_scope(tenant):
        form = form_of({"say": "sound"}, file=upload(wav(tone=1)))
        assert form.is_valid()
        assert not keep_uploads([form], tenant=tenant, by=admin)
        assert "There are 1 sounds already" in form.errors["upload"][0]


@pytest.mark.parametrize("text", ["", "Hello"])
def test_what_is_stored_comes_back_into_the_form_and_out_again(
    tenant: Tenant, admin: User, text: str
) -> None:
    sound = make_sound(tenant, admin)
    with tenant_scope(tenant):
        for prompt in (Prompt(text=text), Prompt(sound=sound)):
            form = form_of(prompt=prompt)
            shown = {name: str(form[name].value() or "") for name in ("say", "sound", "text")}
            assert said(shown) == prompt
            assert form.chosen == prompt.sound


def test_forms_with_many_prompts_read_the_sounds_once(tenant: Tenant, admin: User) -> None:
    make_sound(tenant, admin)
    with tenant_scope(tenant), CaptureQueriesContext(connection) as queries:
        choices = sounds_to_choose()
        for number in range(5):
            form = form_of({"say": "sound", "sound": "1"}, prefix=f"p{number}", choices=choices)
            form.is_valid()
            render_to_string("sounds/_prompt.html", {"form": form, "tenant": tenant})
    assert len(queries) == 1
    assert '"content"' not in queries[0]["sql"]


@given(st.text(max_size=1100), st.sampled_from(["", "text", "sound", "x"]), st.text(max_size=30))
def test_no_typing_breaks_the_form(text: str, say: str, sound: str) -> None:
    form = form_of({"say": say, "text": text, "sound": sound}, choices=[])
    if form.is_valid():
        assert len(form.prompt.text) <= 1000
    else:
        assert all(words for words in form.errors.values())
