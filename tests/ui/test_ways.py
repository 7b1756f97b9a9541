"""The way on leads to a page of ours, or nowhere."""

import pytest
from django.test import RequestFactory

from ui.ways import way_on, with_way_on


@pytest.mark.parametrize(
    ("wanted", "way"),
    [
        ("/t/halden/", "/t/halden/"),
        ("/t/halden/people/?q=a&country=US", "/t/halden/people/?q=a&country=US"),
        ("", ""),
        ("https://elsewhere.example/", ""),
        ("//elsewhere.example/", ""),
        ("javascript:alert(1)", ""),
        ("/t/\x00", ""),
    ],
)
def test_only_a_page_of_ours_is_a_way_on(wanted: str, way: str) -> None:
    requests = RequestFactory()
    assert way_on(requests.get("/", {"next": wanted})) == way
    assert way_on(requests.post("/", {"next": wanted})) == way


def test_an_address_takes_its_way_on_along() -> None:
    assert with_way_on("/a/", "") == "/a/"
    assert with_way_on("/a/", "/b/?c=d&e=f") == "/a/?next=%2Fb%2F%3Fc%3Dd%26e%3Df"
    assert with_way_on("/a/?x=1", "/b/") == "/a/?x=1&next=%2Fb%2F"
