"""The vocabulary of standard pages: what an editor can put into the body of a page."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import BlockGroup, StructBlockValidationError
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageChooserBlock

TEXT_FEATURES = ["h3", "bold", "italic", "ol", "ul", "link", "document-link"]
"""What rich text may hold: headings of sections are blocks of their own, so that their order can be kept."""
LINE_FEATURES = ["bold", "italic", "link"]


class Fold(BlockGroup):
    """Fields that are seldom needed, closed until somebody wants them.

    `name` stands for it in the form: Wagtail makes one out of the heading, before translations can be read.
    """

    def __init__(self, name: str, heading: Any, children: list[str], *, icon: str) -> None:
        super().__init__(children, heading=name, icon=icon, classname="collapsed", label_format="")
        self.heading = heading


class HeadingBlock(blocks.CharBlock):
    """The heading of a section (h2); smaller headings are made inside a text."""

    class Meta:
        icon = "title"
        label = _("Section heading")
        template = "blocks/heading.html"


class TextBlock(blocks.RichTextBlock):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"features": TEXT_FEATURES, **kwargs})

    class Meta:
        icon = "pilcrow"
        label = _("Text")
        template = "blocks/text.html"


class ImageBlock(blocks.StructBlock):
    """A picture in the text. Who can't see it reads `description`; a picture for the eye only says so.

    Description and author are those of the image itself unless the page says something else.
    """

    image = ImageChooserBlock(label=_("image"))
    description = blocks.CharBlock(
        label=_("description"),
        required=False,
        max_length=250,
        help_text=_("What is in the picture, for those who can't see it."),
    )
    is_decorative = blocks.BooleanBlock(
        label=_("only decorative"), required=False, help_text=_("The picture tells nothing that isn't in the text.")
    )
    caption = blocks.CharBlock(label=_("caption"), required=False, max_length=250)
    credit = blocks.CharBlock(label=_("author"), required=False, max_length=100)

    class Meta:
        icon = "image"
        label = _("Image")
        template = "blocks/image.html"

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        described = cleaned["description"].strip() or cleaned["image"].description
        if not described and not cleaned["is_decorative"]:
            raise StructBlockValidationError(
                {"description": ValidationError(_("Describe the picture, or mark it as only decorative."))}
            )
        return cleaned


class QuoteBlock(blocks.StructBlock):
    text = blocks.TextBlock(label=_("quotation"), rows=3)
    source = blocks.CharBlock(label=_("who says it"), required=False, max_length=150)

    class Meta:
        icon = "openquote"
        label = _("Quotation")
        template = "blocks/quote.html"


class CalloutBlock(blocks.StructBlock):
    """What must not be overlooked."""

    heading = blocks.CharBlock(label=_("heading"), max_length=150)
    text = blocks.RichTextBlock(label=_("text"), features=["bold", "italic", "ol", "ul", "link"])
    kind = blocks.ChoiceBlock(
        label=_("kind"),
        choices=[("info", _("information")), ("warn", _("warning")), ("ok", _("good news"))],
        default="info",
    )

    class Meta:
        icon = "warning"
        label = _("Highlighted notice")
        template = "blocks/callout.html"


class TableBlock(TypedTableBlock):
    """A table has a name and headings of columns; each cell is plain text, a number or a formatted line."""

    def __init__(self, local_blocks: Any = None, **kwargs: Any) -> None:
        cells = [
            ("text", blocks.CharBlock(label=_("Words"), required=False)),
            ("number", blocks.DecimalBlock(label=_("Number"), required=False)),
            ("rich_text", blocks.RichTextBlock(label=_("Formatted words"), required=False, features=LINE_FEATURES)),
        ]
        super().__init__(local_blocks or cells, **kwargs)

    def clean(self, table: Any) -> Any:
        if not table.caption.strip():
            raise ValidationError(_("Give the table a name: it tells what its numbers are."))
        return super().clean(table)

    class Meta:
        icon = "table"
        label = _("Table")
        template = "blocks/table.html"


class DocumentsBlock(blocks.StructBlock):
    """Files to download, each with its type and size."""

    heading = blocks.CharBlock(label=_("heading"), required=False, max_length=150)
    documents = blocks.ListBlock(DocumentChooserBlock(label=_("document")), label=_("documents"), min_num=1)

    class Meta:
        icon = "doc-full-inverse"
        label = _("Documents to download")
        template = "blocks/documents.html"


class LinkCardBlock(blocks.StructBlock):
    """A card that leads to a page of the site or to another address: one of the two."""

    title = blocks.CharBlock(label=_("title"), max_length=150)
    text = blocks.TextBlock(label=_("text"), required=False, rows=2, max_length=300)
    page = blocks.PageChooserBlock(label=_("page"), required=False)
    url = blocks.URLBlock(label=_("address"), required=False)

    class Meta:
        icon = "link"
        label = _("card")

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        if bool(cleaned["page"]) == bool(cleaned["url"]):
            raise StructBlockValidationError(
                {"url": ValidationError(_("Choose a page, or write an address: one of the two."))}
            )
        return cleaned


class LinkCardsBlock(blocks.StructBlock):
    heading = blocks.CharBlock(label=_("heading"), required=False, max_length=150)
    cards = blocks.ListBlock(LinkCardBlock(), label=_("cards"), min_num=1, max_num=12)

    class Meta:
        icon = "link"
        label = _("Cards with links")
        template = "blocks/link_cards.html"


class QuestionBlock(blocks.StructBlock):
    question = blocks.CharBlock(label=_("question"), max_length=250)
    answer = blocks.RichTextBlock(label=_("answer"), features=["bold", "italic", "ol", "ul", "link"])

    class Meta:
        icon = "help"
        label = _("question")


class QuestionsBlock(blocks.StructBlock):
    """Questions with answers that open on request; they work without JavaScript and print open."""

    heading = blocks.CharBlock(label=_("heading"), required=False, max_length=150)
    questions = blocks.ListBlock(QuestionBlock(), label=_("questions"), min_num=1)

    class Meta:
        icon = "help"
        label = _("Questions and answers")
        template = "blocks/questions.html"


class ContentBlock(blocks.StreamBlock):
    """The body of a standard page. No embeds: nothing is loaded from another server."""

    heading = HeadingBlock()
    text = TextBlock()
    image = ImageBlock()
    quote = QuoteBlock()
    callout = CalloutBlock()
    table = TableBlock()
    documents = DocumentsBlock()
    link_cards = LinkCardsBlock()
    questions = QuestionsBlock()

    class Meta:
        required = False
        template = "blocks/content.html"
