"""Naming a colleague in a comment: who is meant, who is told, and until when the order stands in their view."""

import pytest
from django.core import mail
from django.db import IntegrityError, connection
from hypothesis import given
from hypothesis import strategies as st

from porting.desk import comments, mentions
from porting.models import Mention, PortOrder
from tenants.models import Tenant, User
from tenants.scoping import all_tenants, tenant_scope
from tests.cast import PASSWORD
from ui.refusals import Refusal

pytestmark = pytest.mark.usefixtures("reference_data")


def note(order: PortOrder, text: str, by: User, *, private: bool = True) -> None:
    with tenant_scope(order.tenant):
        comments.comment(order, text, by=by, private=private)


def waiting(user: User) -> list[str]:
    """The references of the orders that stand in an agent's view."""
    with all_tenants():
        rows = PortOrder.objects.filter(mentions.orders_of(user)).order_by("pk")
        found = list(rows.values_list("reference", flat=True))
        assert mentions.count_for(user) == len(found)
        return found


@pytest.mark.parametrize(
    "text",
    [
        "@emil look at this",
        "Ask @EMIL.",
        "(@emil)",
        "@EmilDesk, please",
        "@emil's bill",
        "@emil’s bill",
        "Two: @emil and @emildesk",
    ],
)
def test_a_colleague_is_named_by_address_or_by_full_name_in_any_case(
    agent: User, colleague: User, text: str
) -> None:
    assert mentions.named(text) == [colleague]


@pytest.mark.parametrize("text", ["", "Ask paula@fenwick.example", "at @ 5", "a@emil", "@@emil", "50 @ 3.20"])
def test_what_only_looks_like_a_name_names_nobody(agent: User, colleague: User, text: str) -> None:
    assert mentions.named(text) == []


def test_an_unknown_name_is_refused_with_those_whom_one_may_mention(agent: User, colleague: User) -> None:
    User.objects.create_user("paula@fenwick.example", PASSWORD, name="Paula")
    with pytest.raises(Refusal, match=r"called “@paula”\. You can mention @dora, @emil\.") as met:
        mentions.named("@paula please")
    assert met.value.field == "text"


def test_a_long_list_of_names_says_how_many_more_there_are(agent: User) -> None:
    for n in range(14):
        User.objects.create_user(
            f"agent{n:02}@provider.example", PASSWORD, provider_role=User.ProviderRole.DESK
        )
    with pytest.raises(Refusal, match=r"@agent11 and 3 more\.$"):
        mentions.named("@nobody")


def test_two_who_share_a_name_are_both_meant_and_one_who_left_is_not(agent: User, colleague: User) -> None:
    other = User.objects.create_user(
        "emil@elsewhere.example", PASSWORD, name="Emil Other", provider_role=User.ProviderRole.OPERATOR
    )
    assert set(mentions.named("@emil")) == {colleague, other}
    User.objects.filter(pk=other.pk).update(is_active=False)
    assert mentions.named("@emil") == [colleague]


def test_whoever_is_named_gets_a_mail_and_finds_the_order_until_they_open_it(
    order: PortOrder, agent: User, colleague: User
) -> None:
    note(order, "The bill is odd, @emil. What do you think, @emildesk?", agent)
    assert [one.to for one in mail.outbox] == [[colleague.email]]
    assert "mentions you" in mail.outbox[0].subject
    assert "The bill is odd" in mail.outbox[0].body
    assert f"/desk/ports/{order.pk}/" in mail.outbox[0].body
    assert waiting(colleague) == [order.reference]
    assert waiting(agent) == []
    with tenant_scope(order.tenant):
        mentions.seen(order, agent)
        assert waiting(colleague) == [order.reference]
        mentions.seen(order, colleague)
    assert waiting(colleague) == []
    note(order, "@emil once more", agent)
    assert waiting(colleague) == [order.reference]


def test_naming_oneself_tells_nobody(order: PortOrder, agent: User) -> None:
    note(order, "@dora: ring them tomorrow", agent)
    assert not mail.outbox
    assert waiting(agent) == []


def test_a_comment_with_an_unknown_name_is_not_written_at_all(order: PortOrder, agent: User) -> None:
    with pytest.raises(Refusal, match="@nobody"):
        note(order, "@dora and @nobody", agent)
    with tenant_scope(order.tenant):
        assert not order.events.exists()


def test_a_mention_cannot_point_into_another_tenant(
    order: PortOrder, other_tenant: Tenant, agent: User, colleague: User
) -> None:
    note(order, "@emil", agent)
    with all_tenants():
        Mention.objects.update(tenant=other_tenant)
    with connection.cursor() as cursor, pytest.raises(IntegrityError, match="same_tenant"):
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


@given(st.text(alphabet="@abc .'’-_+\n\t<>&é", max_size=60))
def test_any_text_is_read_without_breaking(text: str) -> None:
    for token in mentions.NAME.findall(text):
        assert f"@{token}" in text
        assert token[0] not in "@ .'-+"
