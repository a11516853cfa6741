"""Hours of legal advice: given by the Union, used by activities, the balance shown to both (LAW-1)."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from contact_centre.actions import cancel_activity, change_activity, close_activity
from contact_centre.enums import AttachmentKind
from contact_centre.legal.balance import Balance, balance_of, balances
from contact_centre.models import Activity, Handler, LegalHours
from portal.tenancy.models import Association

from ..browser import get, post
from ..factories import PDF, make_activity, output, upload

UNION_HOST = {"headers": {"host": "localhost"}}


def give(association: Association, hours: str, **values: Any) -> LegalHours:
    row: LegalHours = LegalHours.objects.create(site=association.site, hours=Decimal(hours), **values)
    return row


def handled_by_law_firm(association: Association, hours: str | None = None, **values: Any) -> Activity:
    return make_activity(
        association,
        handled_by=Handler.objects.get(code="law_firm"),
        legal_hours=None if hours is None else Decimal(hours),
        **values,
    )


@pytest.mark.spec("LAW-1")
def test_the_balance_is_what_was_given_less_what_activities_used(dso_a: Association, dso_b: Association) -> None:
    today = timezone.localdate()
    give(dso_a, "10")
    give(dso_a, "5.50", valid_from=today + timedelta(days=30))
    give(dso_b, "8")
    handled_by_law_firm(dso_a, "2.25")
    cancel_activity(activity=handled_by_law_firm(dso_a, "4"), reason="Omyl.")

    assert balance_of(dso_a.site_id) == Balance(Decimal("15.50"), Decimal("2.25"))
    assert balance_of(dso_a.site_id, today).left == Decimal("7.75")
    assert balances()[dso_b.site_id] == Balance(Decimal(8), Decimal(0))


@pytest.mark.spec("LAW-1")
def test_the_union_reads_all_balances_in_as_many_queries_however_much_there_is(
    dso_a: Association, dso_b: Association, assert_same_queries: Any
) -> None:
    give(dso_a, "10")

    def grow() -> None:
        for association in (dso_a, dso_b):
            give(association, "1")
            handled_by_law_firm(association, "1")

    assert_same_queries(balances, grow, at_most=2)


@pytest.mark.spec("LAW-1")
def test_only_what_a_law_firm_handles_uses_hours(dso_a: Association) -> None:
    with pytest.raises(ValidationError) as error:
        close_activity(
            activity=make_activity(dso_a), output=output(), output_description="Hotovo.", legal_hours=Decimal(2)
        )
    assert error.value.message_dict.keys() == {"legal_hours"}


@pytest.mark.spec("LAW-1")
def test_closing_asks_for_hours_shows_what_is_left_and_warns_of_more(admin: Client, dso_a: Association) -> None:
    give(dso_a, "3")
    activity = handled_by_law_firm(dso_a, "1")
    field = get(admin, "activities:close", activity.pk).context["form"]["legal_hours"]
    assert "2 z 3" in str(field.help_text)

    sent = post(
        admin,
        "activities:close",
        activity.pk,
        output=output().pk,
        output_description="Posouzeno.",
        closed_on=timezone.localdate(),
        legal_hours="4:30",
        file=upload("stanovisko.pdf", PDF),
    )

    assert sent.status_code == 302
    assert "1,5" in " ".join(
        str(each) for each in admin.get(sent.url, headers={"host": "horni.localhost"}).context["messages"]
    )
    assert balance_of(dso_a.site_id) == Balance(Decimal(3), Decimal("4.50"))
    assert activity.attachments.get().kind == AttachmentKind.OPINION


@pytest.mark.spec("LAW-1")
def test_a_centre_sees_its_own_balance_with_the_activities_behind_it(
    admin: Client, dso_a: Association, dso_b: Association
) -> None:
    give(dso_a, "3")
    give(dso_b, "77")
    change_activity(activity=handled_by_law_firm(dso_a, "1"), title="Smlouva o most")

    page = get(admin, "legal_hours:balance").content.decode().partition("<main")[2]

    assert "Zbývá 2 z 3 hodin" in page
    assert "Smlouva o most" in page
    assert "77" not in page
    assert reverse("legal_hours:add") not in page
    assert post(admin, "legal_hours:add", hours="50", valid_from=timezone.localdate()).status_code == 302
    assert LegalHours.objects.for_association(dso_a).count() == 1


@pytest.mark.spec("LAW-1", "A5")
def test_the_union_gives_hours_and_sees_all_balances_but_no_activity(
    client: Client, union_admin: Any, dso_a: Association, dso_b: Association
) -> None:
    client.force_login(union_admin)
    handled_by_law_firm(dso_b, "1", title="Smlouva o most")
    given = {"site": dso_a.site_id, "hours": "12,5", "valid_from": timezone.localdate(), "note": ""}

    assert client.post(reverse("legal_hours:add"), given, **UNION_HOST).status_code == 302
    page = client.get(reverse("legal_hours:balance"), **UNION_HOST).content.decode().partition("<main")[2]

    assert balance_of(dso_a.site_id).granted == Decimal("12.5")
    assert all(shown in page for shown in (dso_a.short_name, dso_b.short_name, "12,5", "-1"))
    assert "Smlouva o most" not in page


@pytest.mark.spec("LAW-1", "T1")
def test_hours_and_histories_of_another_association_are_not_found(
    admin: Client, dso_a: Association, dso_b: Association
) -> None:
    theirs = handled_by_law_firm(dso_b, "1")
    row = give(dso_b, "5")

    for name, pk in (
        ("legal_hours:edit", row.pk),
        ("legal_hours:history", row.pk),
        ("activities:history", theirs.pk),
        ("activities:reopen", theirs.pk),
    ):
        assert get(admin, name, pk).status_code == 404, name
        assert post(admin, name, pk, reason="Chyba.").status_code in (404, 405), name
