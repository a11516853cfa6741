"""Nobody but its own people lists, counts, picks, takes out, deletes or mails an association's subscribers (X6, A5)."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from wagtail.models import ModelLogEntry

from newsletters.enums import SubscriberKind, SubscriberState
from newsletters.mailing.pausing import pause
from newsletters.mailing.starting import start
from newsletters.models import ConsentEvent, Delivery, Mailing, Subscriber
from portal.jobs.models import OutboxMessage
from portal.tenancy.boundary import tenant_models, visible_to
from portal.tenancy.models import Association, Municipality
from portal.tenancy.roles import Role
from tests.newsletters.factories import make_issue
from tests.newsletters.mailing.factories import start_mailing
from tests.newsletters.subscribers.factories import make_subscriber
from tests.tenancy.factories import make_user

pytestmark = [pytest.mark.django_db, pytest.mark.spec("X6"), pytest.mark.only_on("postgresql")]

INDEX = reverse("subscribers:index")
ADDRESS = "ctenarka@soukroma.example"
STRANGERS = ("manager_b", "editor_b", Role.UNION_ADMIN, Role.UNION_REVIEWER)


@pytest.fixture
def reader(dso_a: Association) -> Subscriber:
    return make_subscriber(dso_a, ADDRESS, municipality=Municipality.objects.members_of(dso_a)[0])


@pytest.fixture(params=STRANGERS)
def stranger(request: pytest.FixtureRequest, dso_b: Association) -> Any:
    """Somebody with an account who works for another association, or for the Union."""
    if request.param == "editor_b":
        return make_user(Role.EDITOR, dso_b)
    return request.getfixturevalue(
        {Role.UNION_ADMIN: "union_admin", Role.UNION_REVIEWER: "union_reviewer"}.get(request.param, request.param)
    )


@pytest.fixture
def visitor(stranger: Any) -> Client:
    client = Client(headers={"host": "horni.localhost"})
    client.force_login(stranger)
    return client


def read(answer: Any) -> str:
    """All of an answer, file or page; a refusal sends to the desk."""
    assert answer.status_code in {200, 302, 403, 404}
    return (answer.getvalue() if answer.streaming else answer.content).decode(errors="replace")


def test_the_boundary_stands_in_front_of_all_rows_about_readers(stranger: Any, reader: Subscriber) -> None:
    for model in (Subscriber, ConsentEvent, Mailing, Delivery):
        assert model in tenant_models()
        assert not visible_to(stranger, model.objects.all()).exists()
    assert not Subscriber.objects.for_user(stranger).exists()


def test_nobody_else_lists_counts_finds_or_takes_them_out(visitor: Client, reader: Subscriber) -> None:
    make_subscriber(reader.site.association, "starosta@soukroma.example", kind=SubscriberKind.OFFICE)
    code = reader.municipality_id
    for query in (
        "", "?standing=receives", "?kind=office", f"?municipality={code}", "?q=soukroma", "?ordering=email",
        "?export=csv", "?export=xlsx",
    ):  # fmt: skip
        said = read(visitor.get(f"{INDEX}{query}"))
        assert "soukroma.example" not in said
        # Neither how many there are, nor from where.
        assert not any(words in said for words in ("1 čtenář", "1 představitel", "<b>1</b>", "<b>2</b>"))
        assert f'value="{code}"' not in said
    assert not ModelLogEntry.objects.filter(action="newsletters.export_subscribers").exists()


def test_nobody_else_opens_ends_or_deletes_one(visitor: Client, reader: Subscriber) -> None:
    for name in ("inspect", "end", "erase"):
        address = reverse(f"subscribers:{name}", args=[reader.pk])
        for answer in (visitor.get(address), visitor.post(address)):
            assert answer.status_code in {302, 403, 404}
            assert ADDRESS not in answer.content.decode()
    reader.refresh_from_db()
    assert (reader.state, reader.email) == (SubscriberState.ACTIVE, ADDRESS)
    assert reader.events.count() == 2


def test_nobody_else_writes_one_down_at_the_association(
    visitor: Client, reader: Subscriber, dso_a: Association
) -> None:
    data = {
        "association": dso_a.pk,
        "email": "podstrceny@example.cz",
        "topics": [topic.pk for topic in reader.topics.all()],
        "language": "cs",
    }
    visitor.post(reverse("subscribers:add"), data)
    assert Subscriber.objects.for_association(dso_a).count() == 1


def test_nobody_else_mails_them(stranger: Any, visitor: Client, reader: Subscriber, dso_a: Association) -> None:
    issue = make_issue(dso_a)
    with pytest.raises(PermissionDenied):
        start(issue=issue, user=stranger)
    page = reverse("newsletter_mailing:start", args=[issue.pk])
    for answer in (visitor.get(page), visitor.post(page)):
        assert answer.status_code in {302, 403, 404}
        assert "1 čtenář" not in answer.content.decode()
    assert not Mailing.objects.exists()
    mailing = start_mailing(dso_a, issue=issue)
    with pytest.raises(PermissionDenied):
        pause(mailing=mailing, user=stranger)
    assert ADDRESS not in read(visitor.get(reverse("newsletter_mailing:progress", args=[issue.pk])))
    assert not OutboxMessage.objects.filter(recipient=ADDRESS).exists()


def test_reports_and_the_search_of_the_admin_know_no_address(visitor: Client, reader: Subscriber) -> None:
    for address in (
        f"{reverse('wagtailadmin_reports:site_history')}?label=soukroma",
        f"{reverse('wagtailadmin_pages:search')}?q=soukroma.example",
        reverse("wagtailadmin_home"),
    ):
        assert ADDRESS not in read(visitor.get(address))


def test_who_works_for_two_associations_takes_out_only_where_they_manage(
    dso_a: Association, dso_b: Association, manager_a: Any, reader: Subscriber
) -> None:
    manager_a.groups.add(dso_b.editor_group)
    make_subscriber(dso_b, "jinde@example.cz")
    client = Client(headers={"host": "horni.localhost"})
    client.force_login(manager_a)
    said = read(client.get(f"{INDEX}?export=csv"))
    assert ADDRESS in said
    assert "jinde@example.cz" not in said
    assert ModelLogEntry.objects.get(action="newsletters.export_subscribers").object_id == str(dso_a.pk)
