"""The Union's review: managers write and submit, only the Union publishes (NWS-5)."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import Task, Workflow, WorkflowPage
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

from newsletters.models import NewsletterIssuePage, UnionReviewTask
from newsletters.provisioning import make_archive, prepare_review
from portal.tenancy.models import Association, Union

from .factories import archive_of, make_issue, publish_by_the_union

pytestmark = [pytest.mark.django_db, pytest.mark.only_on("postgresql")]


def form_data(**fields: Any) -> dict[str, Any]:
    """What the editor's form of an issue posts."""
    return nested_form_data(
        {
            "title": "Jarní zpravodaj",
            "slug": "zpravodaj-1-2026",
            "lead": "Co je nového.",
            "number": "1",
            "year": "2026",
            "published_on": "",
            "body": streamfield([("article", {"heading": "Novinky", "text": rich_text("<p>Opravili jsme most.</p>")})]),
            "comments": inline_formset([]),
            **fields,
        }
    )


def sign_in(client: Client, user: Any) -> Client:
    client.force_login(user)
    client.defaults["HTTP_HOST"] = "horni.localhost"
    return client


def add_url(association: Association) -> str:
    return reverse("wagtailadmin_pages:add", args=("newsletters", "newsletterissuepage", archive_of(association).pk))


def edit_url(issue: NewsletterIssuePage) -> str:
    return reverse("wagtailadmin_pages:edit", args=(issue.pk,))


def the_issue() -> NewsletterIssuePage:
    return NewsletterIssuePage.objects.get(alias_of__isnull=True)


@pytest.mark.spec("NWS-5")
def test_the_manager_submits_from_the_editor_and_the_unions_approval_publishes(
    client: Client, dso_a: Association, manager_a: Any, union_reviewer: Any
) -> None:
    sign_in(client, manager_a).post(add_url(dso_a), form_data(**{"action-submit": "1"}))
    issue = the_issue()
    assert not issue.live
    state = issue.current_workflow_task_state
    assert state is not None
    assert isinstance(state.task.specific, UnionReviewTask)
    assert client.get("/zpravodaj/zpravodaj-1-2026/").status_code == 404

    approve = reverse("wagtailadmin_pages:workflow_action", args=(issue.pk, "approve", state.pk))
    sign_in(client, union_reviewer).post(approve)
    issue.refresh_from_db()
    assert issue.live
    client.logout()
    text = client.get("/zpravodaj/zpravodaj-1-2026/").content.decode()
    assert "Opravili jsme most." in text


def test_the_union_returns_an_issue_and_the_manager_submits_it_again(
    client: Client, dso_a: Association, manager_a: Any, union_reviewer: Any
) -> None:
    sign_in(client, manager_a).post(add_url(dso_a), form_data(**{"action-submit": "1"}))
    issue = the_issue()
    state = issue.current_workflow_task_state
    reject = reverse("wagtailadmin_pages:workflow_action", args=(issue.pk, "reject", state.pk))
    sign_in(client, union_reviewer).post(reject, {"comment": "Doplňte kontakty."})
    assert issue.workflow_states.get().status == "needs_changes"
    sign_in(client, manager_a).post(edit_url(issue), form_data(title="Opraveno", **{"action-restart-workflow": "1"}))
    issue = the_issue()
    assert not issue.live
    assert issue.current_workflow_state.status == "in_progress"


@pytest.fixture(params=["manager_a", "editor_a"])
def centre_user(request: pytest.FixtureRequest) -> Any:
    """Somebody of the centre: whatever the role, publishing is not theirs."""
    return request.getfixturevalue(request.param)


def publish_on_creation(client: Client, association: Association) -> None:
    client.post(add_url(association), form_data(**{"action-publish": "1"}))


def publish_on_editing(client: Client, association: Association) -> None:
    issue = make_issue(association, live=False)
    client.post(edit_url(issue), form_data(**{"action-publish": "1"}))


def publish_in_bulk(client: Client, association: Association) -> None:
    issue = make_issue(association, live=False)
    url = reverse("wagtail_bulk_action", args=("wagtailcore", "page", "publish"))
    client.post(f"{url}?id={issue.pk}", {"include_descendants": "on"})


def publish_with_the_archive(client: Client, association: Association) -> None:
    make_issue(association, live=False)
    url = reverse("wagtail_bulk_action", args=("wagtailcore", "page", "publish"))
    client.post(f"{url}?id={archive_of(association).pk}", {"include_descendants": "on"})


def approve_themselves(client: Client, association: Association) -> None:
    client.post(add_url(association), form_data(**{"action-submit": "1"}))
    issue = the_issue()
    state = issue.current_workflow_task_state
    client.post(reverse("wagtailadmin_pages:workflow_action", args=(issue.pk, "approve", state.pk)))


def change_while_under_review(client: Client, association: Association) -> None:
    client.post(add_url(association), form_data(**{"action-submit": "1"}))
    client.post(edit_url(the_issue()), form_data(title="Jiný titulek", **{"action-publish": "1"}))
    assert the_issue().get_latest_revision_as_object().title == "Jarní zpravodaj"


@pytest.mark.spec("NWS-5")
@pytest.mark.parametrize(
    "way",
    [
        publish_on_creation,
        publish_on_editing,
        publish_in_bulk,
        publish_with_the_archive,
        approve_themselves,
        change_while_under_review,
    ],
)
def test_nobody_of_the_centre_publishes_around_the_review(
    client: Client, dso_a: Association, centre_user: Any, way: Callable[[Client, Association], None]
) -> None:
    way(sign_in(client, centre_user), dso_a)
    assert not the_issue().live


@pytest.mark.spec("V3")
@pytest.mark.parametrize("way", [publish_on_creation, publish_on_editing, publish_in_bulk, publish_with_the_archive])
def test_the_same_ways_are_closed_for_the_union_too(
    client: Client, dso_a: Association, admin_user: Any, way: Callable[[Client, Association], None]
) -> None:
    way(sign_in(client, admin_user), dso_a)
    assert not the_issue().live


def test_a_copy_is_a_draft_and_is_not_made_published(client: Client, dso_a: Association, manager_a: Any) -> None:
    url = reverse("wagtailadmin_pages:copy", args=(make_issue(dso_a).pk,))
    data = {"new_title": "Kopie", "new_slug": "kopie", "new_parent_page": archive_of(dso_a).pk}
    refused = sign_in(client, manager_a).post(url, {**data, "publish_copies": "on"})
    assert refused.context["form"].errors["new_parent_page"]
    assert client.post(url, data).status_code == 302
    assert not NewsletterIssuePage.objects.get(slug="kopie").live


def test_a_change_of_a_published_issue_stays_a_draft_until_it_is_approved(
    client: Client, dso_a: Association, manager_a: Any
) -> None:
    issue = make_issue(dso_a)
    sign_in(client, manager_a).post(edit_url(issue), form_data(title="Změněno", **{"action-publish": "1"}))
    issue.refresh_from_db()
    assert issue.title == "Novinky 1/2026"
    assert issue.has_unpublished_changes


@pytest.mark.spec("V3")
@pytest.mark.parametrize("role", ["union_reviewer", "union_admin", "admin_user"])
def test_the_union_may_publish_what_it_has_approved_and_nothing_else(
    dso_a: Association, role: str, request: pytest.FixtureRequest
) -> None:
    user = request.getfixturevalue(role)
    issue = make_issue(dso_a, live=False)
    assert not issue.permissions_for_user(user).can_publish()
    assert not archive_of(dso_a).permissions_for_user(user).can_publish_subpage()
    issue = publish_by_the_union(issue)
    assert issue.permissions_for_user(user).can_publish()
    issue.title = "Změněno"
    issue.save_revision()
    assert not issue.permissions_for_user(user).can_publish()


def test_the_centre_may_do_everything_but_publish(dso_a: Association, manager_a: Any) -> None:
    permissions = make_issue(dso_a).permissions_for_user(manager_a)
    assert permissions.can_edit()
    assert permissions.can_unpublish()
    assert permissions.can_submit_for_moderation()
    assert not permissions.can_publish()
    assert not permissions.can_unschedule()


def test_another_associations_manager_neither_sees_nor_submits_an_issue(
    client: Client, dso_a: Association, manager_b: Any
) -> None:
    issue = make_issue(dso_a, live=False)
    sign_in(client, manager_b)
    response = client.post(edit_url(issue), form_data(title="Cizí", **{"action-submit": "1"}))
    assert response.status_code in {302, 403, 404}
    issue.refresh_from_db()
    assert issue.current_workflow_state is None
    assert issue.get_latest_revision_as_object().title == "Novinky 1/2026"
    assert client.get(edit_url(issue)).status_code in {302, 403, 404}
    listing = client.get(reverse("newsletters:index"))
    assert listing.status_code == 200
    assert "Novinky 1/2026" not in listing.content.decode()


def test_no_page_is_handed_to_the_group_that_comes_with_wagtail(union: Union, dso_a: Association) -> None:
    prepare_review(union)
    assert not dso_a.root_page.has_workflow
    assert list(Workflow.objects.active().values_list("name", flat=True)) == ["Posouzení Svazem"]
    assert make_issue(dso_a, live=False).has_workflow


def test_the_review_is_one_workflow_on_every_archive(dso_a: Association, dso_b: Association) -> None:
    make_archive(dso_a)
    task = UnionReviewTask.objects.get()
    assert [str(group) for group in task.groups.all()] == ["union-reviewer"]
    workflow = Workflow.objects.get(workflow_tasks__task=task)
    assert (workflow.name, task.name) == ("Posouzení Svazem", "Posouzení Svazem")
    for association in (dso_a, dso_b):
        for archive in archive_of(association).get_translations(inclusive=True):
            assert archive.get_workflow() == workflow
    assert WorkflowPage.objects.filter(workflow=workflow).count() == 4
    assert Task.objects.filter(pk=task.pk).count() == 1
