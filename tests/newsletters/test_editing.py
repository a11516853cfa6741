"""Writing an issue in the admin."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.rich_text import RichText
from wagtail_factories import ImageFactory

from newsletters.blocks import IssueBlock, NewsItemBlock
from newsletters.models import NewsletterIssuePage
from newsletters.old_parts import OldParts
from portal.programme.models import Programme
from portal.programme.provisioning import load_demo_programme
from portal.tenancy.models import Association, Union

from .factories import archive_of, make_issue, make_many_issues
from .test_review import add_url, edit_url, form_data, sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.only_on("postgresql")]


@pytest.fixture
def at_work(client: Client, editor_a: Any) -> Client:
    return sign_in(client, editor_a)


def test_a_new_issue_has_the_next_number_of_this_year(at_work: Client, dso_a: Association, dso_b: Association) -> None:
    year = timezone.localdate().year
    make_issue(dso_a, 4, year - 1)
    make_issue(dso_b, 7, year)
    form = at_work.get(add_url(dso_a)).context["form"]
    assert (form["number"].value(), form["year"].value(), form["slug"].value()) == (1, year, f"zpravodaj-1-{year}")
    make_issue(dso_a, 2, year, live=False)
    assert at_work.get(add_url(dso_a)).context["form"]["number"].value() == 3


def test_an_editor_saves_a_draft(at_work: Client, dso_a: Association) -> None:
    at_work.post(add_url(dso_a), form_data())
    issue = NewsletterIssuePage.objects.get(slug="zpravodaj-1-2026", alias_of__isnull=True)
    assert (issue.number, issue.year, issue.live) == (1, 2026, False)
    assert issue.get_parent().pk == archive_of(dso_a).pk


def test_a_number_is_used_once_a_year(at_work: Client, dso_a: Association) -> None:
    first = make_issue(dso_a, 1, 2026)
    response = at_work.post(add_url(dso_a), form_data(slug="jiny"))
    assert "Novinky 1/2026" in response.context["form"].errors["number"][0]
    assert NewsletterIssuePage.objects.filter(slug="jiny").count() == 0
    at_work.post(add_url(dso_a), form_data(slug="dalsi-rok", year="2027"))
    assert NewsletterIssuePage.objects.filter(slug="dalsi-rok", alias_of__isnull=True).exists()
    # The issue itself may be saved again.
    again = at_work.post(edit_url(first), form_data(title="Nový titulek"))
    assert again.status_code == 302
    second = make_issue(dso_a, 2, 2026)
    clash = at_work.post(edit_url(second), form_data(slug="zpravodaj-2-2026"))
    assert clash.context["form"].errors["number"]


def test_the_same_number_in_another_association_is_no_clash(
    at_work: Client, dso_a: Association, dso_b: Association
) -> None:
    make_issue(dso_b, 1, 2026)
    assert at_work.post(add_url(dso_a), form_data()).status_code == 302


@pytest.mark.spec("NWS-5")
@time_machine.travel("2026-06-01 10:00 +02:00", tick=False)
def test_the_form_says_when_the_union_expects_the_next_issue(at_work: Client, union: Union, dso_a: Association) -> None:
    load_demo_programme(union)
    text = at_work.get(add_url(dso_a)).content.decode()
    for day in ("30.\xa09.\xa02026", "31.\xa010.\xa02026", "30.\xa011.\xa02026"):
        assert day in text


def test_the_archive_itself_is_made_by_provisioning_only(at_work: Client, dso_a: Association) -> None:
    url = reverse("wagtailadmin_pages:add", args=("newsletters", "newsletterindexpage", dso_a.root_page_id))
    assert at_work.get(url).status_code in {302, 403, 404}


def test_the_list_in_the_menu_holds_the_users_own_issues_once(
    at_work: Client, dso_a: Association, dso_b: Association
) -> None:
    make_issue(dso_a, 1, title="Naše číslo")
    make_issue(dso_b, 1, title="Cizí číslo")
    response = at_work.get(reverse("newsletters:index"))
    text = response.content.decode()
    assert "Cizí číslo" not in text
    assert len(response.context["object_list"]) == 1
    assert "1/2026" in text


def test_a_picture_in_the_news_needs_a_description(db: None) -> None:
    block = NewsItemBlock()
    picture = ImageFactory()
    value = {"title": "Most", "place": "", "text": RichText("<p>Je opravený.</p>"), "image": picture, "credit": ""}
    with pytest.raises(StructBlockValidationError) as caught:
        block.clean(block.normalize({**value, "description": " "}))
    assert set(caught.value.block_errors) == {"description"}
    assert block.clean(block.normalize({**value, "description": "Most přes řeku"}))["image"] == picture
    assert block.clean(block.normalize({**value, "image": None, "description": ""}))["image"] is None


def test_the_unions_list_names_each_issues_association(
    client: Client, dso_a: Association, dso_b: Association, union_reviewer: Any
) -> None:
    make_issue(dso_a, 1)
    make_issue(dso_b, 2)
    response = sign_in(client, union_reviewer).get(reverse("newsletters:index"))
    listed = {page.designation: page.association_name for page in response.context["object_list"]}
    assert listed == {"1/2026": dso_a.short_name, "2/2026": dso_b.short_name}
    assert dso_b.short_name in response.content.decode()


def test_the_managers_list_makes_as_many_queries_for_many_issues(
    client: Client, dso_a: Association, manager_a: Any, assert_same_queries: Callable[..., int]
) -> None:
    sign_in(client, manager_a)
    make_many_issues(dso_a, 3)
    url = reverse("newsletters:index")
    assert_same_queries(lambda: client.get(url), lambda: make_many_issues(dso_a, 40, first=200))


@pytest.fixture
def programme(union: Union) -> Programme:
    load_demo_programme(union)
    return Programme.objects.get(code="css_demo_2026")


def calendar_choices(at_work: Client, url: str) -> tuple[list[str], str]:
    """The keys the form offers, and the one that is chosen."""
    field = at_work.get(url).context["form"]["calendar_issue"]
    return [key for key, _label in field.field.choices if key], field.value()


@pytest.mark.spec("NWS-5")
def test_the_form_offers_newsletters_of_the_programme_nobody_has_taken_and_chooses_the_next(
    at_work: Client, dso_a: Association, dso_b: Association, programme: Programme, editor_a: Any
) -> None:
    keys = [f"{programme.pk}:{number}" for number in (1, 2, 3, 4)]
    with time_machine.travel(programme.starts_on, tick=False):
        assert calendar_choices(at_work, add_url(dso_a)) == (keys, keys[0])
        make_issue(dso_b, 1, programme=programme, calendar_number=1)
        own = make_issue(dso_a, 1, programme=programme, calendar_number=2, live=False)
        assert calendar_choices(at_work, add_url(dso_a)) == ([keys[0], *keys[2:]], keys[2])
        assert calendar_choices(at_work, edit_url(own)) == (keys, keys[1])
        taken = at_work.post(add_url(dso_a), form_data(slug="druhe", number="2", calendar_issue=keys[1]))
        assert taken.context["form"].errors["calendar_issue"]
        at_work.post(add_url(dso_a), form_data(slug="treti", number="3", calendar_issue=keys[2]))
        issue = NewsletterIssuePage.objects.get(slug="treti", alias_of__isnull=True)
        saved = issue.get_latest_revision_as_object()
        assert (saved.programme, saved.calendar_number) == (programme, 3)
    with time_machine.travel(programme.ends_on + timedelta(days=1), tick=False):
        sign_in(at_work, editor_a)
        assert calendar_choices(at_work, add_url(dso_a)) == ([], "")
        # An issue keeps its newsletter when the programme is over.
        assert calendar_choices(at_work, edit_url(own)) == ([keys[1]], keys[1])


@pytest.mark.spec("NWS-5")
def test_a_programme_that_begins_soon_is_offered_after_the_running_one(
    at_work: Client, dso_a: Association, programme: Programme
) -> None:
    with time_machine.travel(programme.starts_on - timedelta(days=30), tick=False):
        assert calendar_choices(at_work, add_url(dso_a))[1] == f"{programme.pk}:1"
    with time_machine.travel(programme.starts_on - timedelta(days=400), tick=False):
        assert calendar_choices(at_work, add_url(dso_a)) == ([], "")


@pytest.mark.on_both
def test_code_that_goes_round_the_form_publishes_no_number_twice(dso_a: Association) -> None:
    first = make_issue(dso_a, 1, 2026)
    with pytest.raises(ValidationError):
        make_issue(dso_a, 1, 2026, slug="druhe")
    draft = NewsletterIssuePage.objects.get(slug="druhe")
    assert not draft.live
    # What corrects an issue shares its number; the issue itself may go on being saved.
    make_issue(dso_a, 1, 2026, slug="oprava", corrects=first)
    first.save()


def test_a_picture_in_the_news_may_be_described_by_the_image_itself() -> None:
    block = NewsItemBlock()
    value = {"title": "Hřiště", "text": RichText("<p>Otevřeno.</p>"), "description": "", "place": "", "credit": ""}
    described = ImageFactory(description="Děti na prolézačce")
    assert block.clean(block.normalize({**value, "image": described}))["image"] == described


def test_every_part_of_an_issue_has_words_for_its_editor_and_automatic_ones_come_once() -> None:
    parts = IssueBlock().child_blocks
    for name, part in parts.items():
        assert str(part.meta.help_text), name
    assert {name for name, part in parts.items() if str(part.meta.group) == "Co doplní portál sám"} == {
        "services",
        "meetings",
        "people",
    }
    counts = IssueBlock().meta.block_counts
    assert {"services", "meetings", "people", "deadlines"} <= {name for name in counts if counts[name]["max_num"] == 1}


def test_parts_of_earlier_issues_are_read_as_those_of_today() -> None:
    old = [
        {"type": "directory", "id": "a", "value": {"heading": "Služby", "text": "<p>Všechny.</p>"}},
        {"type": "meeting", "id": "b", "value": {"heading": "Přijďte", "meeting": 7, "text": "<p>Zveme.</p>"}},
        {"type": "closing", "id": "c", "value": "<p>Konec.</p>"},
    ]
    services, invitation, closing = OldParts().apply(old)
    assert services == {
        "type": "services",
        "id": "a",
        "value": {"heading": "Služby", "introduction": "<p>Všechny.</p>"},
    }
    assert invitation["type"] == "article"
    assert invitation["value"]["text"].startswith('<p><a linktype="page" id="7">')
    assert invitation["value"]["text"].endswith("<p>Zveme.</p>")
    assert closing == old[2]
