"""The gallery is public and keeps the house rules that a strict policy needs."""

import gzip
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.django_db
def test_the_gallery_is_public(client: Client) -> None:
    response = client.get("/gallery/")
    assert response.status_code == 200
    assert not re.search(r"\sstyle=|<style|\son\w+=|<script>", response.content.decode())


@pytest.mark.parametrize("path", sorted((ROOT / "static").rglob("*.css")), ids=lambda path: path.name)
def test_styles_bring_nothing_from_outside(path: Path) -> None:
    assert not re.search(r"data:|https?://|@import|!important", path.read_text().split("@layer", 1)[1])


def test_styles_fit_the_budget() -> None:
    styles = b"".join(path.read_bytes() for path in (ROOT / "static" / "css").glob("*.css"))
    assert len(gzip.compress(styles)) < 45_000


def test_errors_of_forms_look_alike_everywhere() -> None:
    assert settings.FORM_RENDERER == "ui.forms.ConsoleRenderer"
