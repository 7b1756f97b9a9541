"""The pages of step 6, its numbers and its settings: what they show, that they act by the verbs, and that nothing that was typed is lost."""

from typing import Any

import pytest
from django.test import Client

from carriers.models import SandboxFault
from numbering.models import PhoneNumber
from services.bridges import numbers
from services.bridges.bridges import bridge_of
from services.bridges.models import Bridge, BridgeNumber
from tenants.models import Person, Tenant, User
from tenants.scoping import tenant_scope
from tests.bridges.conftest import (
    CHICAGO,
    NEW_YORK,
    ClientOf,
    buy,
    on_bridge,
    organiser_of,
    own_toll,
    own_toll_free,
    text_of,
    work,
)
from tests.service_numbers.conftest import pay

SETTINGS: dict[str, Any] = {
    "notifications": "on",
    "announcement": "names",
    "record_names": "on",
    "mask": "outsiders",
    "pin_length": "5",
    "send_mails": "on",
    "version": "1",
}


def test_entering_the_step_sets_the_bridge_up_for_an_admin_and_for_nobody_else(
    shop: Tenant, browser_of_admin: Client, viewer: User, client_of: ClientOf, base: str
) -> None:
    assert "not set up yet" in text_of(client_of(viewer).get(f"{base}/"))
    with tenant_scope(shop):
        assert bridge_of(shop) is None
    assert "The carrier is giving the shared numbers of United States" in text_of(
        browser_of_admin.get(f"{base}/")
    )
    work()
    page = text_of(browser_of_admin.get(f"{base}/"))
    assert "(212) 555-0100" in page
    assert "They dial (212) 555-0100" in page
    assert "Give somebody an Audio Conferencing licence" in page
    part = text_of(
        browser_of_admin.get(f"{base}/", headers={"HX-Request": "true", "HX-Target": "bridge-numbers"})
    )
    assert "(312) 555-0100" in part
    assert "<html" not in part


def test_a_carrier_that_refused_is_told_with_a_way_to_ask_again(
    shop: Tenant, browser_of_admin: Client, base: str
) -> None:
    SandboxFault.objects.create(operation="shared", kind="refuse")
    browser_of_admin.get(f"{base}/")
    work()
    page = text_of(browser_of_admin.get(f"{base}/"))
    assert "The carrier did not give the shared numbers. The carrier refused." in page
    assert f"/t/{shop.slug}/jobs/" in page


def test_a_country_without_shared_numbers_says_so_and_asks_for_an_own_one(
    shop: Tenant, browser_of_admin: Client, base: str
) -> None:
    Tenant.objects.filter(pk=shop.pk).update(country="VE")
    browser_of_admin.get(f"{base}/")
    work()
    page = text_of(browser_of_admin.get(f"{base}/"))
    assert "The carrier has no shared number in Venezuela" in page
    assert "Find service numbers" in page


def test_an_own_number_is_put_on_with_a_way_back_and_taken_off_again(
    bridge: Bridge, browser_of_admin: Client, base: str
) -> None:
    number = own_toll(bridge.tenant)
    answer = browser_of_admin.post(f"{base}/numbers/put-on/", {"number": number.pk}, follow=True)
    assert "The bridge answers (206) 555-0001." in text_of(answer)
    row = on_bridge(number.e164)
    answer = browser_of_admin.post(f"{base}/numbers/{row.pk}/take-back/", follow=True)
    assert "off the bridge again" in text_of(answer)
    assert not BridgeNumber.objects.filter(pk=row.pk).exists()


def test_a_number_that_was_taken_meanwhile_is_refused_beside_the_field(
    bridge: Bridge, browser_of_admin: Client, base: str
) -> None:
    number = own_toll(bridge.tenant)
    PhoneNumber.objects.filter(pk=number.pk).update(status="assigned")
    answer = browser_of_admin.post(f"{base}/numbers/put-on/", {"number": number.pk})
    assert answer.status_code == 422
    assert "is assigned to a service" in text_of(answer)
    assert browser_of_admin.post(f"{base}/numbers/put-on/", {"number": "x"}).status_code == 422


def test_free_numbers_for_queues_are_named_where_there_is_none_for_conferencing(
    bridge: Bridge, browser_of_admin: Client, base: str
) -> None:
    own_toll(bridge.tenant, usage="voice_app")
    assert "1 free number is for queues and attendants" in text_of(browser_of_admin.get(f"{base}/"))


def test_the_default_is_chosen_and_undone(bridge: Bridge, browser_of_admin: Client, base: str) -> None:
    chosen = on_bridge(CHICAGO)
    answer = browser_of_admin.post(f"{base}/numbers/default/", {"default": chosen.pk}, follow=True)
    assert "Organisers keep the numbers that they have." in text_of(answer)
    undo = f"{base}/numbers/{on_bridge(NEW_YORK).pk}/default/"
    assert undo in text_of(answer)
    browser_of_admin.post(undo)
    assert on_bridge(NEW_YORK).is_default
    assert browser_of_admin.post(f"{base}/numbers/default/", {"default": "999"}).status_code == 422


def test_a_toll_free_number_is_not_offered_as_default_and_says_why(
    bridge: Bridge, admin: User, browser_of_admin: Client, base: str
) -> None:
    pay(bridge.tenant, admin)
    row = numbers.put_on(bridge, own_toll_free(bridge.tenant), by=admin)
    assert browser_of_admin.post(f"{base}/numbers/default/", {"default": row.pk}).status_code == 422
    page = text_of(browser_of_admin.get(f"{base}/numbers/{row.pk}/"))
    assert "The default number of a bridge must be a toll number." in page


def test_languages_are_saved_refused_and_restored(
    bridge: Bridge, admin: User, browser_of_admin: Client, base: str
) -> None:
    row = numbers.put_on(bridge, own_toll(bridge.tenant), by=admin)
    url = f"{base}/numbers/{row.pk}/languages/"
    answer = browser_of_admin.post(
        url, {"first": "es-MX", "others_2": "en-US", "others_4": "ko"}, follow=True
    )
    assert "The languages of (206) 555-0001 are saved." in text_of(answer)
    assert on_bridge(row.e164).languages == ["es-MX", "en-US", "ko"], "gaps close up"
    answer = browser_of_admin.post(url, {"first": "es-MX", "others_1": "es-MX"})
    assert answer.status_code == 422
    assert "Spanish (Mexico) is chosen twice" in text_of(answer)
    assert browser_of_admin.post(url, {"first": ""}).status_code == 422
    browser_of_admin.post(f"{url}restore/")
    assert on_bridge(row.e164).languages == ["en-US"]


def test_the_page_of_a_shared_number_says_why_it_stays(
    bridge: Bridge, browser_of_admin: Client, base: str
) -> None:
    row = on_bridge(CHICAGO)
    page = text_of(browser_of_admin.get(f"{base}/numbers/{row.pk}/"))
    assert "shared with other organisations, so it stays" in page
    assert 'aria-disabled="true"' in page
    assert "so it stays" in text_of(browser_of_admin.get(f"{base}/numbers/{row.pk}/take-off/"))
    answer = browser_of_admin.post(f"{base}/numbers/{row.pk}/take-off/")
    assert answer.status_code == 422
    assert BridgeNumber.objects.filter(pk=row.pk).exists()


def test_the_checklist_leads_a_number_off_the_bridge(
    bridge: Bridge, admin: User, anna: Person, browser_of_admin: Client, base: str
) -> None:
    row = numbers.put_on(bridge, own_toll(bridge.tenant), by=admin)
    browser_of_admin.post(f"{base}/numbers/{row.pk}/default/")
    organiser = organiser_of(bridge.tenant, anna, admin)
    assert organiser.toll_number == row
    url = f"{base}/numbers/{row.pk}/take-off/"
    page = text_of(browser_of_admin.get(url))
    assert "Give 1 organiser another number" in page
    assert "It is the default number of the bridge." in page
    assert 'aria-disabled="true"' in page
    assert "Invitations that were sent with this number stop working" in page
    assert browser_of_admin.post(url).status_code == 422
    move = f"{base}/numbers/{row.pk}/organisers/"
    assert browser_of_admin.post(move, {"to": ""}).status_code == 422
    form = {"default": on_bridge(NEW_YORK).pk, "next": url}
    assert browser_of_admin.post(f"{base}/numbers/default/", form)["Location"] == url
    answer = browser_of_admin.post(move, {"to": on_bridge(NEW_YORK).pk}, follow=True)
    assert "1 organiser has (212) 555-0100 now." in text_of(answer)
    assert browser_of_admin.post(url, {"block_days": "400"}).status_code == 422
    answer = browser_of_admin.post(url, {"block_days": "30"}, follow=True)
    assert "is off the bridge and free" in text_of(answer)
    number = PhoneNumber.objects.get(e164=row.e164)
    assert number.blocked_until is not None
    answer = browser_of_admin.post(f"{base}/numbers/put-back/{number.pk}/?languages=ko,xx", follow=True)
    assert "The bridge answers (206) 555-0001 again." in text_of(answer)
    assert on_bridge(row.e164).languages == ["ko"]


def test_the_page_of_the_number_leads_to_the_bridge(
    bridge: Bridge, admin: User, browser_of_admin: Client
) -> None:
    row = numbers.put_on(bridge, own_toll(bridge.tenant), by=admin)
    page = text_of(browser_of_admin.get(f"/t/{bridge.tenant.slug}/numbers/{row.number_id}/"))
    assert "The conference bridge answers it." in page
    assert f"/conferencing/numbers/{row.pk}/" in page
    listing = text_of(browser_of_admin.get(f"/t/{bridge.tenant.slug}/numbers/"))
    assert ">The conference bridge</a>" in listing
    answer = browser_of_admin.post(f"/t/{bridge.tenant.slug}/numbers/{row.number_id}/unassign/", follow=True)
    assert "is assigned to the conference bridge" in text_of(answer)


def test_settings_are_saved_together_and_recorded(
    bridge: Bridge, browser_of_admin: Client, base: str
) -> None:
    typed = {"announcement": "tones", "mask": "nobody", "pin_length": "12", "version": "1"}
    answer = browser_of_admin.post(f"{base}/settings/", typed, follow=True)
    page = text_of(answer)
    assert "The settings are saved." in page
    assert "Nobody is told" in page
    bridge.refresh_from_db()
    assert {name: getattr(bridge, name) for name in Bridge.SETTINGS} == {
        "notifications": False,
        "announcement": "tones",
        "record_names": False,
        "pin_length": 12,
        "send_mails": False,
        "mask": "nobody",
        "callers_may_start": False,
    }
    answer = browser_of_admin.post(f"{base}/settings/", {**typed, "version": "2"}, follow=True)
    assert "Nothing was different" in text_of(answer)
    assert browser_of_admin.post(f"{base}/settings/", {"pin_length": "many"}).status_code == 422


def test_nobody_overwrites_settings_that_they_have_not_seen(
    bridge: Bridge, browser_of_admin: Client, base: str
) -> None:
    browser_of_admin.post(f"{base}/settings/", {**SETTINGS, "mask": "everyone"})
    mine = {**SETTINGS, "pin_length": "8"}
    answer = browser_of_admin.post(f"{base}/settings/", mine)
    assert answer.status_code == 422
    page = text_of(answer)
    assert "Somebody else has changed these settings" in page
    assert "From everyone" in page
    assert 'name="version" value="2"' in page
    bridge.refresh_from_db()
    assert (bridge.mask, bridge.pin_length) == ("everyone", 5)
    browser_of_admin.post(f"{base}/settings/", {**mine, "version": "2"})
    bridge.refresh_from_db()
    assert (bridge.mask, bridge.pin_length) == ("outsiders", 8)


def test_credit_that_is_used_up_is_a_problem_for_toll_free_numbers_alone(
    bridge: Bridge, browser_of_admin: Client, base: str
) -> None:
    assert "Nobody gets through" not in text_of(browser_of_admin.get(f"{base}/"))
    BridgeNumber.objects.create(
        tenant=bridge.tenant,
        bridge=bridge,
        number=own_toll_free(bridge.tenant),
        e164="+18002345001",
        country="US",
        kind="toll_free",
        language="en-US",
    )
    page = text_of(browser_of_admin.get(f"{base}/"))
    assert "Nobody gets through on the toll-free number (800) 234-5001; toll numbers go on working." in page
    PhoneNumber.objects.update(supply="direct_routing")
    assert "Nobody gets through" not in text_of(browser_of_admin.get(f"{base}/")), "a trunk of one's own"


def test_the_pool_of_minutes_is_sixty_for_each_licence(
    bridge: Bridge, browser_of_admin: Client, base: str
) -> None:
    buy(bridge.tenant, 100)
    buy(bridge.tenant, 15, "ENTERPRISEPREMIUM")
    buy(bridge.tenant, 7, "MCOMEETACPEA")
    page = text_of(browser_of_admin.get(f"{base}/"))
    assert ">115<" in page
    assert ">6,900<" in page
    assert "7 licences are paid by the minute and bring none." in page


def test_a_viewer_reads_and_is_told_who_may_act(
    bridge: Bridge, admin: User, anna: Person, viewer: User, client_of: ClientOf, base: str
) -> None:
    row = organiser_of(bridge.tenant, anna, admin)
    eyes = client_of(viewer)
    for path in ("", "organisers/", f"organisers/{row.pk}/", f"numbers/{on_bridge(CHICAGO).pk}/"):
        page = text_of(eyes.get(f"{base}/{path}"))
        assert "<form" not in page.split("<main")[1].split("</main")[0].replace(
            '<form class="filters"', ""
        ), path
    assert "Only a tenant admin can change them." in text_of(eyes.get(f"{base}/organisers/{row.pk}/"))


@pytest.mark.parametrize("digits", ["3", "13", "-1"])
def test_a_pin_of_too_few_or_too_many_digits_is_refused_and_the_rest_is_kept(
    bridge: Bridge, browser_of_admin: Client, base: str, digits: str
) -> None:
    assert bridge.pin_length == 5
    typed = {**SETTINGS, "pin_length": digits, "announcement": "tones"}
    answer = browser_of_admin.post(f"{base}/settings/", typed)
    assert answer.status_code == 422
    page = text_of(answer)
    assert f"A PIN has 4 to 12 digits; you typed {digits}." in page
    assert 'value="tones"' in page
    bridge.refresh_from_db()
    assert (bridge.pin_length, bridge.announcement) == (5, "names")
