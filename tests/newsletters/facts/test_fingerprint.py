"""The fingerprint: with the same one two issues say the same, with another one something else (N3, N4)."""

import copy
import json
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from wagtail.blocks import DateBlock, ListBlock, StreamBlock, StructBlock
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.test.utils.form_data import rich_text, streamfield
from wagtail_factories import DocumentFactory, ImageFactory

from newsletters.blocks import IssueBlock
from newsletters.facts.fingerprint import FIELDS, fingerprint_of, shown
from newsletters.models import NewsletterIssuePage
from portal.tenancy.models import Association
from tests.newsletters.factories import article, make_issue
from tests.newsletters.test_review import edit_url, form_data, sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.spec("N3", "N4"), pytest.mark.only_on("sqlite")]

UNSEEN = frozenset(
    {
        # Wagtail's own book-keeping, and where the page stands.
        "id", "page_ptr", "path", "depth", "numchild", "url_path", "content_type", "locale", "translation_key",
        "alias_of", "draft_title", "slug", "owner", "live", "has_unpublished_changes", "first_published_at",
        "last_published_at", "go_live_at", "expire_at", "expired", "locked", "locked_at", "locked_by",
        "latest_revision", "live_revision", "latest_revision_created_at", "show_in_menus",
        # For the centre and the Union: whose deadlines hold, until when to contribute; the fingerprint itself.
        "programme", "calendar_number", "contributions_until", "fingerprint",
    }
)  # fmt: skip
OTHERS: dict[str, Any] = {
    "title": "Jiný", "lead": "Jiný úvod.", "number": 9, "year": 2031, "published_on": date(2031, 1, 1),
    "seo_title": "Jiný", "search_description": "Jiný", "is_printed": True, "mk_registration_number": "MK 1",
    "corrects_id": 1,
}  # fmt: skip


def filled(block: Any, pictures: Any) -> Any:
    """A value of `block` in which every field says something, as it is stored."""
    if isinstance(block, StreamBlock):
        return [{"type": name, "value": filled(child, pictures)} for name, child in block.child_blocks.items()]
    if isinstance(block, StructBlock):
        return {name: filled(child, pictures) for name, child in block.child_blocks.items()}
    if isinstance(block, ListBlock):
        return [filled(block.child_block, pictures)]
    return leaf(block, pictures[0])


def leaf(block: Any, picture: Any, number: int = 1) -> Any:
    kind = type(block).__name__
    if isinstance(block, DateBlock):
        return f"2030-05-0{number}"
    if kind == "ImageChooserBlock":
        return picture.pk
    if kind == "BooleanBlock":
        return number == 1
    if "Chooser" in kind:
        raise AssertionError(f"Say here how a {kind} differs")
    return f"<p>Slova {number}</p>" if kind in {"RichTextBlock", "TextBlock", "ClosingBlock"} else f"Slova {number}"


def variants(block: Any, value: Any, pictures: Any, place: str = "") -> Iterator[tuple[str, Any]]:
    """`value` once for each of its leaves, with that one leaf different."""
    if isinstance(block, StreamBlock):
        for at, child in enumerate(value):
            for where, other in variants(block.child_blocks[child["type"]], child["value"], pictures, child["type"]):
                yield where, [*value[:at], {**child, "value": other}, *value[at + 1 :]]
    elif isinstance(block, StructBlock):
        for name, child in block.child_blocks.items():
            for where, other in variants(child, value[name], pictures, f"{place}.{name}"):
                yield where, {**value, name: other}
    elif isinstance(block, ListBlock):
        for where, other in variants(block.child_block, value[0], pictures, place):
            yield where, [other]
        yield f"{place} twice", [*value, *value]
    else:
        yield place, leaf(block, pictures[1], 2)


@pytest.fixture
def pictures() -> Any:
    return [ImageFactory(title="první"), ImageFactory(title="druhý")]


def issue_of(body: Any, **fields: Any) -> NewsletterIssuePage:
    issue = NewsletterIssuePage(title="Novinky", number=1, year=2030, **fields)
    issue.body = issue._meta.get_field("body").to_python(json.dumps(body))
    return issue


def test_every_field_of_the_page_is_either_part_of_it_or_known_to_be_unseen() -> None:
    names = {field.name for field in NewsletterIssuePage._meta.concrete_fields}
    told = {name.removesuffix("_id") for name in FIELDS} | {"body", "facts"}
    assert names == told | UNSEEN
    assert not told & UNSEEN
    assert set(OTHERS) == set(FIELDS)


def test_a_change_of_any_field_and_of_any_place_in_any_block_changes_it(pictures: Any) -> None:
    block = IssueBlock()
    body = filled(block, pictures)
    original = fingerprint_of(issue_of(body))
    seen = {original: "original"}
    for name, value in OTHERS.items():
        issue = issue_of(body)
        setattr(issue, name, value)
        assert fingerprint_of(issue) not in seen, name
        seen[fingerprint_of(issue)] = name
    changed = list(variants(block, body, pictures))
    assert len(changed) > 30
    for place, other in changed:
        value = fingerprint_of(issue_of(other))
        assert value not in seen, (place, seen[value])
        seen[value] = place
    assert fingerprint_of(issue_of(body[::-1])) not in seen
    assert fingerprint_of(issue_of(body[1:])) not in seen
    assert original == fingerprint_of(issue_of(copy.deepcopy(body)))


FACTS = {
    "people": [{"name": "Jana", "phone": "+420491000101", "agendas": ["Dotace"]}],
    "services": {"new": [{"name": "Knihovna", "url": "/sluzby/knihovna/"}], "changed": [], "closed": [], "all": []},
    "meetings": [{"uid": "a", "title": "Sněm", "starts_at": "2030-05-01T09:00:00+00:00"}],
    "imprint": {"publisher": "Svazek"},
    "publicity": [{"name": "Projekt", "strip": None}],
}


def leaves(value: Any, place: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    found = [leaf for key, child in pairs for leaf in leaves(child, (*place, key))]
    yield from found or ([] if isinstance(value, dict | list) else [place])


def test_every_fact_that_is_shown_counts_and_no_other(pictures: Any) -> None:
    body = filled(IssueBlock(), pictures)
    original = fingerprint_of(issue_of(body, facts=FACTS))
    for place in leaves(FACTS):
        facts: Any = copy.deepcopy(FACTS)
        inner = facts
        for key in place[:-1]:
            inner = inner[key]
        inner[place[-1]] = pictures[0].pk if place[-1] == "strip" else "jinak"
        assert fingerprint_of(issue_of(body, facts=facts)) != original, place
    assert fingerprint_of(issue_of(body, facts={**FACTS, "as_of": "2030-01-01"})) == original
    assert fingerprint_of(issue_of(body, facts=dict(reversed(FACTS.items())))) == original
    without = [child for child in body if child["type"] != "meetings"]
    assert fingerprint_of(issue_of(without, facts=FACTS)) == fingerprint_of(
        issue_of(without, facts={kind: told for kind, told in FACTS.items() if kind != "meetings"})
    )


def turned(value: Any) -> Any:
    return dict(reversed(value.items())) if isinstance(value, dict) else value


def test_what_no_reader_sees_leaves_it_alone(pictures: Any) -> None:
    body = filled(IssueBlock(), pictures)
    original = fingerprint_of(issue_of(body))
    text = json.dumps(body)
    keyed = json.loads(text.replace("<p>", '<p data-block-key=\\"a1b2c\\">'))
    assert keyed != body
    numbered = [{**child, "id": f"{n}-id"} for n, child in enumerate(body)]
    reordered = [{"value": turned(child["value"]), "type": child["type"]} for child in body]
    longer = [{**child, "value": {**child["value"], "new_field": ""}} if child["type"] == "article" else child
              for child in body]  # fmt: skip
    for same in (keyed, numbered, reordered, longer):
        assert fingerprint_of(issue_of(same)) == original


def test_it_is_one_in_the_revision_on_the_page_and_after_another_save(
    dso_a: Association, manager_a: Any, pictures: Any
) -> None:
    issue = make_issue(dso_a)
    stored = NewsletterIssuePage.objects.get(pk=issue.pk)
    kept = stored.fingerprint
    assert len(kept) == 64
    again = stored.get_latest_revision_as_object()
    assert fingerprint_of(stored) == fingerprint_of(again) == again.fingerprint == kept
    for _time in range(2):
        again.save_revision(user=manager_a)
        again = NewsletterIssuePage.objects.get(pk=issue.pk).get_latest_revision_as_object()
        assert again.fingerprint == kept
    assert shown(kept) == f"{kept[:4]}-{kept[4:8]}-{kept[8:12]}"
    assert shown("") == ""


def test_the_editors_form_says_what_is_stored(client: Client, dso_a: Association, editor_a: Any) -> None:
    """Saving an issue as it is changes nothing, although the editor numbers paragraphs and blocks."""
    written = [article("Novinky", "<p>Opravili jsme most.</p><h3>Cesty</h3><ul><li>první</li></ul>")]
    issue = make_issue(dso_a, blocks=written, lead="Co je nového.", published_on=None)
    text = rich_text(written[0]["value"]["text"])
    posted = form_data(
        title=issue.title, slug=issue.slug, body=streamfield([("article", {"heading": "Novinky", "text": text})])
    )
    assert sign_in(client, editor_a).post(edit_url(issue), posted).status_code == 302
    issue = NewsletterIssuePage.objects.get(pk=issue.pk)
    saved = issue.latest_revision.as_object()
    assert "data-block-key" in str(saved.body.get_prep_value())
    assert saved.fingerprint == fingerprint_of(saved) == issue.fingerprint
    client.post(edit_url(issue), posted | {"lead": "Co je nového?"})
    assert NewsletterIssuePage.objects.get(pk=issue.pk).latest_revision.as_object().fingerprint != issue.fingerprint


def test_an_exchanged_picture_or_document_changes_it(pictures: Any) -> None:
    paper = DocumentFactory(title="Jízdní řád")
    linked = f'<p><a linktype="document" id="{paper.pk}">řád</a></p>'
    body = [
        {"type": "image", "value": {"image": pictures[0].pk, "description": "most"}},
        {"type": "article", "value": {"heading": "Doprava", "text": linked}},
    ]
    original = fingerprint_of(issue_of(body))
    assert fingerprint_of(issue_of(body)) == original
    seen = {original}
    for model, pk in ((get_image_model(), pictures[0].pk), (get_document_model(), paper.pk)):
        for change in ({"file_hash": "0" * 40}, {"file": "original_images/jiny.png"}, {"title": "Jiný"}):
            model.objects.filter(pk=pk).update(**change)
            value = fingerprint_of(issue_of(body))
            assert value not in seen, (model, change)
            seen.add(value)
    get_image_model().objects.filter(pk=pictures[0].pk).update(credit="Jiný autor")
    assert fingerprint_of(issue_of(body)) not in seen


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    words=st.lists(st.tuples(st.text(min_size=1, max_size=20), st.text(max_size=20)), min_size=1, max_size=4),
    other=st.lists(st.tuples(st.text(min_size=1, max_size=20), st.text(max_size=20)), min_size=1, max_size=4),
)
def test_two_bodies_have_one_fingerprint_only_if_they_say_the_same(words: Any, other: Any) -> None:
    def issue(rows: Any) -> NewsletterIssuePage:
        return issue_of([{"type": "article", "value": {"heading": head, "text": text}} for head, text in rows])

    assert (fingerprint_of(issue(words)) == fingerprint_of(issue(other))) == (words == other)
    stored = issue(words)
    again = issue_of(stored.body.get_prep_value())
    assert fingerprint_of(stored) == fingerprint_of(again)


def test_the_page_shows_number_and_fingerprint(client: Client, dso_a: Association) -> None:
    issue = make_issue(dso_a, 2, 2026)
    text = client.get(f"/zpravodaj/{issue.slug}/", headers={"host": "horni.localhost"}).content.decode()
    assert "2/2026" in text
    assert shown(issue.fingerprint) in text


def test_it_asks_as_much_of_a_long_issue_as_of_a_short_one(pictures: Any, queries: Any) -> None:
    def asked(body: Any) -> int:
        issue = issue_of(body, facts=FACTS)
        fingerprint_of(issue)
        return len(queries(lambda: fingerprint_of(issue)))

    body = filled(IssueBlock(), pictures)
    assert asked(body) == asked(body * 10) <= 4
