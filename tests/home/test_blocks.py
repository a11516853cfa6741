"""The vocabulary of standard pages: what each block shows, and what it refuses."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file

from portal.core.blocks import ContentBlock

pytestmark = pytest.mark.django_db
BLOCKS = ContentBlock()


def shown(*blocks: tuple[str, Any]) -> str:
    value = BLOCKS.to_python([{"type": name, "value": value} for name, value in blocks])
    return str(BLOCKS.render(value))


@pytest.fixture
def image() -> Any:
    return get_image_model().objects.create(title="Náves", file=get_test_image_file())


def image_value(image: Any, **changes: Any) -> dict[str, Any]:
    return {
        "image": image.pk,
        "description": "Náves s kaplí",
        "is_decorative": False,
        "caption": "",
        "credit": "",
        **changes,
    }


def test_headings_can_be_linked_to() -> None:
    assert '<h2 id="co-delame">Co děláme</h2>' in shown(("heading", "Co děláme"))


def test_an_image_has_a_description_and_an_author(image: Any) -> None:
    html = shown(("image", image_value(image, caption="Náves", credit="J. Nová")))
    assert 'alt="Náves s kaplí"' in html
    assert "Foto:" in html
    assert "J. Nová" in html


def test_an_image_brings_its_own_description_and_author(image: Any) -> None:
    image.description, image.credit = "Kaple", "Archiv svazku"
    image.save()
    value = image_value(image, description="")
    html = shown(("image", value))
    assert 'alt="Kaple"' in html
    assert "Archiv svazku" in html
    block = BLOCKS.child_blocks["image"]
    assert block.clean(block.to_python(value))


def test_a_decorative_image_is_silent(image: Any) -> None:
    assert 'alt=""' in shown(("image", image_value(image, is_decorative=True)))


def test_an_image_without_a_description_is_refused(image: Any) -> None:
    block = BLOCKS.child_blocks["image"]
    with pytest.raises(StructBlockValidationError) as refused:
        block.clean(block.to_python(image_value(image, description=" ")))
    assert "description" in refused.value.block_errors


@pytest.mark.parametrize(("page", "url"), [(None, ""), ("root", "https://example.org/")])
def test_a_card_leads_to_exactly_one_place(page: str | None, url: str) -> None:
    from wagtail.models import Page

    block = BLOCKS.child_blocks["link_cards"].child_blocks["cards"].child_block
    target = Page.objects.get(depth=1) if page else None
    value = block.to_python({"title": "Kam", "text": "", "page": target.pk if target else None, "url": url})
    with pytest.raises(StructBlockValidationError):
        block.clean(value)


def table(caption: str) -> dict[str, Any]:
    return {
        "columns": [{"type": "text", "heading": "Obec"}, {"type": "number", "heading": "Obyvatel"}],
        "rows": [{"values": ["Vysokov", "516"]}],
        "caption": caption,
    }


def test_a_table_has_a_name_and_headings() -> None:
    html = shown(("table", table("Členské obce")))
    assert "<caption>Členské obce</caption>" in html
    assert '<th scope="col" class="num">Obyvatel</th>' in html
    assert '<td class="num">516</td>' in html


def test_a_table_without_a_name_is_refused() -> None:
    block = BLOCKS.child_blocks["table"]
    with pytest.raises(ValidationError):
        block.clean(block.to_python(table(" ")))


def test_documents_say_their_type_and_size() -> None:
    document = get_document_model().objects.create(title="Stanovy", file=ContentFile(b"x" * 2048, name="stanovy.pdf"))
    html = shown(("documents", {"heading": "Ke stažení", "documents": [document.pk]})).replace("\xa0", " ")
    assert "Stanovy" in html
    assert "PDF, 2,0 KB" in html


def test_answers_open_without_javascript() -> None:
    value = {"heading": "", "questions": [{"question": "Kolik to stojí?", "answer": "<p>Nic.</p>"}]}
    html = shown(("questions", value))
    assert "<details><summary>Kolik to stojí?</summary>" in html
    assert "<p>Nic.</p>" in html


@pytest.mark.parametrize(
    ("kind", "state"), [("info", 'class="notice"'), ("warn", "notice--warn"), ("ok", "notice--ok")]
)
def test_a_notice_has_its_state(kind: str, state: str) -> None:
    assert state in shown(("callout", {"heading": "Pozor", "text": "<p>Zítra zavřeno.</p>", "kind": kind}))


def test_a_quotation_names_who_says_it() -> None:
    html = shown(("quote", {"text": "Spolu to dokážeme.", "source": "starostka"}))
    assert "<blockquote><p>Spolu to dokážeme.</p></blockquote>" in html
    assert "<figcaption>starostka</figcaption>" in html
