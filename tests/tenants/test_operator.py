"""The operator's console, and what production refuses to start with."""

import re
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django.fixtures import Settings

from audit.models import Event
from jobs.models import OutgoingMail
from tenants import checks
from tenants.models import Invitation, Tenant, User
from tests.cast import make_tenant

ClientOf = Callable[[User], Client]
TENANT = {
    "name": "Kestrel",
    "slug": "kestrel-air",
    "country": "FR",
    "time_zone": "Europe/Paris",
    "connectivity": "calling_plans",
    "admin_email": "ada@kestrel.example",
}


@pytest.fixture(autouse=True)
def _outbox(settings: Settings) -> None:
    settings.EMAIL_BACKEND = "jobs.mail.OutboxBackend"


def test_an_operator_makes_a_tenant_whose_admin_walks_in(operator: User, client_of: ClientOf) -> None:
    client = client_of(operator)
    assert client.post("/operator/tenants/new/", TENANT)["Location"] == "/operator/tenants/kestrel-air/"
    assert Invitation._base_manager.get().role == "admin"
    link = re.search(r"http://testserver(/\S+)", OutgoingMail.objects.get().body).group(1)  # type: ignore[union-attr]
    answer = Client().post(link, {"name": "Ada", "password": "a quite long passphrase"})
    assert answer["Location"] == "/t/kestrel-air/"
    assert b"ada@kestrel.example" in client.get("/operator/tenants/kestrel-air/").content


@pytest.mark.parametrize(
    ("field", "value"),
    [("slug", "halden"), ("slug", "No Good"), ("slug", "new"), ("country", "ZZ"), ("admin_email", "x")],
)
def test_a_tenant_that_cannot_be_comes_back(
    tenant: Tenant, operator: User, client_of: ClientOf, field: str, value: str
) -> None:
    answer = client_of(operator).post("/operator/tenants/new/", {**TENANT, field: value})
    assert answer.status_code == 422
    assert b"Kestrel" in answer.content
    assert Tenant.objects.count() == 1
    assert not OutgoingMail.objects.exists()


def test_postpaid_is_switched_and_recorded_once(tenant: Tenant, operator: User, client_of: ClientOf) -> None:
    client = client_of(operator)
    for _time in range(2):
        client.post(f"/operator/tenants/{tenant.slug}/postpaid/", {"postpaid": "yes"})
    tenant.refresh_from_db()
    assert tenant.postpaid
    assert Event._base_manager.filter(action="tenant.postpaid_changed").count() == 1


def test_the_list_is_searched_and_takes_the_same_queries(operator: User, client_of: ClientOf) -> None:
    client, counts = client_of(operator), set()
    for slug in ("one", "two", "three"):
        make_tenant(slug)
        client.get("/operator/")
        with CaptureQueriesContext(connection) as seen:
            client.get("/operator/")
        counts.add(len(seen))
    assert len(counts) == 1
    found = client.get("/operator/?q=tw").context["page"].rows
    assert [one.slug for one in found] == ["two"]


def test_staff_set_their_own_password_by_a_link(operator: User, client_of: ClientOf) -> None:
    client = client_of(operator)
    form = {"name": "Dan Desk", "email": "Dan@provider.example", "role": "desk"}
    assert client.post("/operator/staff/", form).status_code == 302
    assert b"has an account already" in client.post("/operator/staff/", form).content
    link = re.search(r"http://testserver(/\S+)", OutgoingMail.objects.get().body).group(1)  # type: ignore[union-attr]
    newcomer = Client()
    page = newcomer.get(link)["Location"]
    newcomer.post(page, {"password1": "a quite long passphrase", "password2": "a quite long passphrase"})
    newcomer.post("/account/login/", {"login": "dan@provider.example", "password": "a quite long passphrase"})
    assert newcomer.get("/desk/").status_code == 200


def test_staff_who_are_switched_off_are_out_at_once(operator: User, desk: User, client_of: ClientOf) -> None:
    client, gone = client_of(operator), client_of(desk)
    assert gone.get("/desk/").status_code == 200
    client.post(f"/operator/staff/{desk.pk}/switch/", {"active": "no"})
    assert gone.get("/desk/").status_code == 302
    client.post(f"/operator/staff/{desk.pk}/switch/", {"active": "yes"})
    desk.refresh_from_db()
    assert desk.is_active


def test_an_operator_cannot_switch_themselves_off(operator: User, client_of: ClientOf) -> None:
    client_of(operator).post(f"/operator/staff/{operator.pk}/switch/", {"active": "no"})
    operator.refresh_from_db()
    assert operator.is_active


def test_members_of_tenants_are_not_staff(operator: User, admin: User, client_of: ClientOf) -> None:
    assert (
        client_of(operator).post(f"/operator/staff/{admin.pk}/switch/", {"active": "no"}).status_code == 404
    )


def found(databases: list[str] | None = None) -> list[str | None]:
    return [
        message.id
        for check in (checks.production_settings, checks.production_accounts)
        for message in check(None, databases=databases)
    ]


def test_production_refuses_what_is_left_of_a_demonstration(db: None, settings: Settings) -> None:
    User.objects.create_user("demo@x.example", "demo", is_demonstration=True)
    make_tenant("demo", is_demonstration=True)
    assert found(["default"]) == [], "a demonstration may be one"
    settings.PRODUCTION = True
    settings.SANDBOX_PAYMENT = True
    settings.SECRET_KEY = settings.DEFAULT_SECRET_KEY
    wanted = [checks.SANDBOX_PAYMENT, checks.DEFAULT_KEY]
    assert found() == wanted
    assert found(["default"]) == [*wanted, checks.DEMONSTRATION_ACCOUNTS, checks.DEMONSTRATION_TENANTS]


def test_clean_production_starts(db: None, settings: Settings) -> None:
    settings.PRODUCTION, settings.SANDBOX_PAYMENT, settings.SECRET_KEY = True, False, "x" * 60
    assert found(["default"]) == []
