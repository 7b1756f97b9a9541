"""Impacts and effects hear of exactly the people who lose what they asked about."""

from collections.abc import Collection, Sequence

import pytest

from licensing import assignments, impacts, undo
from licensing.models import Capability
from tenants.models import Person, Tenant, User
from tenants.scoping import tenant_scope
from tests.cast import make_person
from tests.licensing.worlds import AUDIO, E3, PHONE, PLAN, bought
from ui.refusals import Refusal


@pytest.fixture(autouse=True)
def _registered(monkeypatch: pytest.MonkeyPatch) -> None:
    """What two registered callables said: one breaks with Phone System, one changes with a plan."""
    monkeypatch.setattr(impacts, "_impacts", [])
    monkeypatch.setattr(impacts, "_effects", [])

    def tell(tenant: Tenant, people: Sequence[Person], lost: Collection[str]) -> list[str]:
        return [f"{person.user_name.split('@')[0]} loses {', '.join(sorted(lost))}" for person in people]

    impacts.register_removal_impact(tell, {Capability.PHONE_SYSTEM})
    impacts.register_removal_effect(tell, {Capability.CALLING_PLAN})


def test_each_hears_only_of_those_who_lose_what_it_asked_about(tenant: Tenant, admin: User) -> None:
    bought(tenant, admin, ENTERPRISEPACK=2, MCOEV=2, MCOPSTN1=1, MCOMEETADV=1)
    anna, ben = make_person(tenant, "anna"), make_person(tenant, "ben")
    with tenant_scope(tenant):
        assignments.assign(tenant, [anna], [E3, PHONE, PLAN], by=admin)
        assignments.assign(tenant, [ben], [E3, PHONE, AUDIO], by=admin)
        seen = assignments.preview(tenant, [anna, ben], remove=[PLAN, AUDIO])
        assert (seen.breaks, seen.effects) == ([], ["anna loses calling_plan"])
        seen = assignments.preview(tenant, [anna, ben], remove=[PHONE, PLAN])
        assert seen.breaks == ["anna loses phone_system", "ben loses phone_system"]


def test_an_effect_is_told_but_does_not_stop_an_undo_as_an_impact_does(tenant: Tenant, admin: User) -> None:
    bought(tenant, admin, ENTERPRISEPACK=1, MCOEV=1, MCOPSTN1=1)
    anna = make_person(tenant, "anna")
    with tenant_scope(tenant):
        phone = assignments.assign(tenant, [anna], [E3, PHONE], by=admin).change
        plan = assignments.assign(tenant, [anna], [PLAN], by=admin).change
        assert plan
        assert phone
        assert undo.undo(tenant, plan, by=admin) == 1
        with pytest.raises(Refusal, match="anna loses phone_system"):
            undo.undo(tenant, phone, by=admin)
