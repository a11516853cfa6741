"""Rich text: whatever an editor or a translator sends in its place, nothing of it runs where it is shown.

Rich text is shown as it is stored, so all ways in are here: the editor (contentstate), translations, and code of ours
that writes some (contributions, provisioning).
"""

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import pytest
from django.apps import apps
from django.core.exceptions import SuspiciousOperation
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from wagtail import blocks
from wagtail.admin.rich_text.converters.contentstate import ContentstateConverter
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Locale
from wagtail.rich_text import expand_db_html, extract_references_from_rich_text
from wagtail.rich_text import features as registered
from wagtail_localize.models import (
    OverridableSegment,
    SegmentOverride,
    StringSegment,
    StringTranslation,
    Translation,
    TranslationSource,
)

from newsletters.contributions.taking import _paragraphs
from portal.tenancy.models import Association
from tests.home.factories import add_page, text

from .eyes import running
from .hostile import SENTINEL
from .tries import tried

pytestmark = pytest.mark.only_on("sqlite")

RUN = f"{SENTINEL}()"
IMAGE = f"<img src=x onerror={RUN}>"
MARKUP = (
    f"<script>{RUN}</script>",
    IMAGE,
    f"<svg/onload={RUN}>",
    f"<!-->{IMAGE}-->",
    f"<!--->{IMAGE}-->",
    f"<!--x--!>{IMAGE}-->",
    f"<![CDATA[x>{IMAGE}]]>",
    f"<?php {IMAGE} ?>",
    f"<!DOCTYPE x [<!ENTITY a '{IMAGE}'>]>",
    f"</ x>{IMAGE}",
    f"<b><!--</b>{IMAGE}-->",
    f"<a id='a1' onmouseover={RUN}>x</a>",
    f'<a href="javascript:{RUN}">x</a>',
    f"<a id=a1><style><!--</style>{IMAGE}--></a>",
    f"<math><mtext></p><mglyph><style><!--</style>{IMAGE}",
    f"<iframe srcdoc='{IMAGE}'></iframe>",
    f"&lt;script&gt;{RUN}&lt;/script&gt;",
    f'"><svg onload={RUN}>',
    f"<embed embedtype=\"media\" url=\"javascript:{RUN}\"/>",
)  # fmt: skip
ADDRESSES = (
    f"javascript:{RUN}", f"JaVaScRiPt:{RUN}", f"java\tscript:{RUN}", f"\x01javascript:{RUN}", f"  javascript:{RUN}",
    f"javascript\n:{RUN}", f"vbscript:{RUN}", f"data:text/html,<script>{RUN}</script>",
    f'" onclick="{RUN}',
)  # fmt: skip


# --- The editor ------------------------------------------------------------------------------------
PIECE = st.one_of(st.sampled_from([*MARKUP, *ADDRESSES]), st.text(max_size=8))


@st.composite
def contents(draw: Any) -> str:
    """What the editor's own script sends, with anything in any place."""
    kind = st.one_of(st.sampled_from(["unstyled", "header-two", "atomic", "unordered-list-item"]), PIECE)
    entity = st.sampled_from(["LINK", "DOCUMENT", "IMAGE", "EMBED", "HORIZONTAL_RULE", "x"])
    data = st.dictionaries(st.sampled_from(["url", "id", "href", "linkType", "alt", "src", "html", "embedType"]), PIECE)
    words = draw(PIECE)
    return json.dumps(
        {
            "blocks": [
                {
                    "key": draw(PIECE),
                    "text": words or " ",
                    "type": draw(kind),
                    "depth": 0,
                    "inlineStyleRanges": [
                        {"offset": 0, "length": 1, "style": draw(st.sampled_from(["BOLD", "ITALIC", "CODE"]))}
                    ],
                    "entityRanges": [{"offset": 0, "length": max(len(words), 1), "key": 0}],
                }
            ],
            "entityMap": {
                "0": {"type": draw(entity), "mutability": "MUTABLE", "data": {"url": "/x", **draw(data)}},
            },
        }
    )


def features(block: Any) -> Iterator[str]:
    """What the texts below a block may hold."""
    if isinstance(block, blocks.RichTextBlock):
        yield from block.features or registered.get_default_features()
    inner = getattr(block, "child_blocks", {}).values()
    for child in (*inner, getattr(block, "child_block", None)):
        if child is not None:
            yield from features(child)


def all_features() -> set[str]:
    """What any rich text of ours may hold."""
    fields = [field for model in apps.get_models() for field in model._meta.get_fields()]
    rich = {name for field in fields if isinstance(field, RichTextField) for name in field.features or ["default"]}
    return rich | {name for field in fields if isinstance(field, StreamField) for name in features(field.stream_block)}


OURS = frozenset({"h2", "h3", "h4", "bold", "italic", "ol", "ul", "link", "document-link", "hr"})


def test_no_text_of_ours_takes_pictures_or_what_others_give_out() -> None:
    assert all_features() <= OURS


CONVERTER = ContentstateConverter(
    features=["h2", "h3", "h4", "bold", "italic", "ol", "ul", "link", "document-link", "hr"]
)


@pytest.mark.django_db
@tried(60)
@given(content=contents())
def test_nothing_an_editor_sends_runs_or_breaks_the_page(content: str) -> None:
    stored = CONVERTER.to_database_format(content)
    assert running(expand_db_html(stored)) == []
    assert list(extract_references_from_rich_text(stored)) is not None


# --- Translators -----------------------------------------------------------------------------------
@pytest.fixture
def translated(dso_a: Association) -> Any:
    """A page with a heading and a link, to be translated."""
    page = add_page(dso_a, "stanovy", "Stanovy", text('<p>první <a href="https://a.example/">znění</a></p>'))
    source, _made = TranslationSource.get_or_create_from_instance(page)
    locale = Locale.objects.get(language_code="en")
    return Translation.objects.create(source=source, target_locale=locale)


@pytest.mark.django_db
def test_nothing_a_translator_writes_runs(translated: Any, client: Client, manager_a: Any) -> None:
    client.force_login(manager_a)
    segments = StringSegment.objects.filter(source=translated.source, context__path__startswith="body")
    segment = segments.select_related("string").get()
    address = f"/admin/localize/translate/{translated.pk}/strings/{segment.pk}/edit/"
    used = 0
    for markup in MARKUP:
        sent = urlencode({"value": f"before {markup} after"})
        answer = client.put(address, sent, "application/x-www-form-urlencoded", headers={"host": "horni.localhost"})
        assert answer.status_code in {200, 201}
        stored = StringTranslation.objects.get(translation_of=segment.string, locale=translated.target_locale)
        used += not stored.has_error
        page = translated.source.get_ephemeral_translated_instance(translated.target_locale, fallback=True)
        shown = str(page.body)
        assert ("before" in shown) is not stored.has_error
        assert running(shown) == [], markup
    # The others hold tags that no translation may, and aren't used at all.
    assert used


@pytest.mark.django_db
@pytest.mark.parametrize("address", ADDRESSES[:-1])
def test_no_link_of_a_translation_runs_a_script(address: str, translated: Any) -> None:
    link = OverridableSegment.objects.filter(source=translated.source, context__path__contains="a.example").get()
    with pytest.raises(SuspiciousOperation):
        SegmentOverride.objects.create(
            locale=translated.target_locale, context=link.context, data_json=json.dumps(address)
        )
    SegmentOverride.objects.create(
        locale=translated.target_locale, context=link.context, data_json=json.dumps("https://b.example/")
    )


# --- Our own code ----------------------------------------------------------------------------------
@pytest.mark.parametrize("words", MARKUP)
def test_a_contribution_becomes_words(words: str) -> None:
    assert running(_paragraphs(words)) == []


@pytest.mark.parametrize("html", [*MARKUP[:6], MARKUP[11], MARKUP[12], f'<a href="java\tscript:{RUN}">x</a>'])
def test_the_eyes_see_what_would_run(html: str) -> None:
    """So that the tests above can fail."""
    assert running(html)
