"""The next round shows what has changed since the last one, block by block (V5)."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.images.tests.utils import get_test_image_file

from newsletters.enums import Channel
from newsletters.models import NewsletterIssuePage
from newsletters.review.deciding import return_round
from newsletters.review.difference.compare import Difference, differences
from newsletters.review.difference.since import base_for_editor, base_of
from newsletters.review.reviewers import Reviewer
from portal.core.models import PortalImage
from portal.tenancy.models import Association, StaffMember

from ..factories import make_issue, submit
from .reading import FIRST, SECOND, THIRD, at, block, make_expert, mended, path_of, submitted

pytestmark = [pytest.mark.django_db, pytest.mark.only_on("postgresql")]

DANA = Reviewer("Dana Svazová", Channel.ACCOUNT)


def difference_of(issue: NewsletterIssuePage, blocks: list[Any], **fields: Any) -> list[Difference]:
    old = issue.latest_revision
    issue.body = json.dumps(blocks)
    for name, value in fields.items():
        setattr(issue, name, value)
    return differences(old, issue.save_revision())


def test_nothing_to_compare_with_is_no_difference(dso_a: Association) -> None:
    issue = make_issue(dso_a, live=False)
    assert differences(None, issue.latest_revision) == []
    assert differences(issue.latest_revision, issue.save_revision()) == []


@pytest.mark.spec("V5")
def test_blocks_are_added_left_out_moved_and_changed_under_the_editors_names(dso_a: Association) -> None:
    issue = make_issue(dso_a, live=False, blocks=[block(FIRST, "Most"), block(SECOND, "Škola"), block(THIRD, "Les")])
    changed = block(FIRST, "Most", "<p>Opravujeme most u školy.</p>")
    new = block("44444444-4444-4444-8444-444444444444", "Pozvánka")
    found = difference_of(issue, [block(SECOND, "Škola"), changed, new], title="Novinky <i>z</i> obcí")
    assert [(each.kind, each.place.removeprefix("body.")) for each in found] == [
        ("changed", "title"),
        ("moved", SECOND),
        ("changed", FIRST),
        ("added", new["id"]),
        ("removed", THIRD),
    ]
    labels = [each.label for each in found[1:]]
    assert labels == ["Článek „Škola“", "Článek „Most“", "Článek „Pozvánka“", "Článek „Les“"]
    said = found[2].html
    assert said.count("<del>") == said.count("<ins>") == 1
    assert "chodník<" in said
    assert "most<" in said
    assert "přidáno" in said
    assert "<i>" not in found[0].html
    assert "&lt;i&gt;" in found[0].html


@pytest.mark.spec("V5")
def test_a_link_and_a_look_are_changes_too_and_what_stayed_is_folded(dso_a: Association) -> None:
    rows = "".join(f"<p>Odstavec {number} beze změny.</p>" for number in range(9))
    text = '<p>Viz <a href="https://{}.example">zápis</a>.</p>{}{}'
    blocks = [
        block(FIRST, "A", text.format("stary", rows, "")),
        block(SECOND, "B", "<p>slovo</p>"),
        block(THIRD, "C", '<p data-block-key="abcde">stejné</p>'),
    ]
    issue = make_issue(dso_a, live=False, blocks=blocks)
    found = difference_of(
        issue,
        [
            block(FIRST, "A", text.format("novy", rows, "")),
            block(SECOND, "B", "<p><b>slovo</b></p>"),
            block(THIRD, "C", '<p data-block-key="fghij">stejné</p>'),
        ],
    )
    assert [each.place for each in found] == [f"body.{FIRST}", f"body.{SECOND}"]
    assert "novy" in found[0].html
    assert "<details><summary>8 řádků" in found[0].html
    assert "diff-note" in found[1].html
    assert "<ins>" not in found[1].html


@pytest.mark.spec("V5")
def test_pictures_stand_beside_each_other_and_facts_are_compared(dso_a: Association) -> None:
    bridge, school = (PortalImage.objects.create(title=name, file=get_test_image_file()) for name in ("Most", "Škola"))
    value = {"image": bridge.pk, "description": "Most přes potok", "is_decorative": False, "caption": "", "credit": ""}
    picture = {"type": "image", "id": FIRST, "value": value}
    people = {"type": "people", "id": SECOND, "value": {"heading": "Lidé", "introduction": ""}}
    issue = make_issue(dso_a, live=False, blocks=[picture, people])
    old = issue.latest_revision
    StaffMember.objects.create(site=dso_a.site, name="Jana Nová", position="manažerka")
    changed = {**picture, "value": {**value, "image": school.pk}}
    image, staff = difference_of(issue, [changed, people])
    assert issue.latest_revision != old
    assert image.html.count("<img") == 2
    assert 'alt="Škola"' in image.html
    assert "<del>" in image.html
    assert staff.place == f"body.{SECOND}"
    assert "Jana Nová" in staff.html


@pytest.mark.spec("V5")
def test_the_next_round_is_compared_with_the_text_that_was_returned(dso_a: Association) -> None:
    first = submitted(dso_a)
    assert base_of(first) is None
    path = path_of(first, make_expert())
    assert "není s čím porovnat" in at(dso_a).get(path).content.decode()
    return_round(round=first, reviewer=DANA, comment="Lepší název.")
    second = submit(mended(mended(first.issue, title="Zkouška"), title="Lepší"))
    base = base_of(second)
    assert base is not None
    assert base.round == first
    assert [each.place for each in differences(base.revision, second.revision)] == ["title"]
    issue = NewsletterIssuePage.objects.get(pk=second.issue_id)
    assert base_for_editor(issue) == base
    # A round that was taken back was read by nobody.
    second.task_state.workflow_state.cancel(user=None)
    issue = mended(issue, lead="Nový úvod.")
    assert base_for_editor(issue) == base


@pytest.mark.spec("V5")
def test_the_centre_and_the_union_see_the_difference_in_the_admin_and_nobody_else(
    client: Client, dso_a: Association, manager_a: Any, manager_b: Any, union_reviewer: Any
) -> None:
    first = submitted(dso_a)
    return_round(round=first, reviewer=DANA, comment="Lepší <i>název</i>.")
    mended(first.issue, title="Lepší")
    url = reverse("newsletters:difference", args=[first.issue_id])
    client.defaults["HTTP_HOST"] = dso_a.site.hostname
    assert client.get(url).status_code == 302
    for user, status in ((manager_a, 200), (union_reviewer, 200)):
        client.force_login(user)
        client.defaults["HTTP_HOST"] = "localhost" if user == union_reviewer else dso_a.site.hostname
        answer = client.get(url)
        assert answer.status_code == status
        page = answer.content.decode()
        assert "<ins>" in page
        assert "Lepší &lt;i&gt;název" in page
        assert client.get(url, {"since": first.revision_id}).context["base"].revision == first.revision
        for odd in ("0", "x", "9" * 30, "²"):
            assert client.get(url, {"since": odd}).status_code == 200
        assert client.post(url).status_code == 405
    client.force_login(manager_b)
    client.defaults["HTTP_HOST"] = "dolni.localhost"
    assert client.get(url).status_code in {302, 403, 404}


def test_a_longer_issue_asks_the_database_no_more(dso_a: Association, assert_same_queries: Callable[..., int]) -> None:
    pictures = [PortalImage.objects.create(title=str(n), file=get_test_image_file()) for n in range(4)]
    issue = make_issue(dso_a, live=False)
    revisions: list[Any] = []

    def grow(count: int) -> None:
        text = '<p>Viz <a linktype="page" id="{}">stránku</a>.</p>'
        items = [
            {"title": f"Zpráva {n}", "text": text.format(issue.pk if n % 2 else 1), "image": pictures[n].pk}
            for n in range(count)
        ]
        news = [{"type": "news", "value": {"heading": f"Stručně {n}", "items": items}} for n in range(count)]
        revisions[:] = [mended(issue, body=json.dumps(body)).latest_revision for body in (news, news[::-1][1:])]

    grow(2)
    assert_same_queries(lambda: differences(*revisions), lambda: grow(4), at_most=20)
