"""What a newsletter issue is made of: sections with headings, plain pictures, closing words."""

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.images.blocks import ImageChooserBlock

from portal.core.blocks import TEXT_FEATURES, ImageBlock, TextBlock
from portal.tenancy.models import StaffMember

from .querysets import feature_page

HEADING_LENGTH = 150


class SectionBlock(blocks.StructBlock):
    """A section of the issue: its heading is in the contents, `template` shows what is below it."""

    heading = blocks.CharBlock(label=_("heading"), max_length=HEADING_LENGTH)


class ArticleBlock(SectionBlock):
    text = blocks.RichTextBlock(label=_("text"), features=TEXT_FEATURES)

    class Meta:
        icon = "pilcrow"
        label = _("Article")
        template = "newsletters/blocks/article.html"


class NewsItemBlock(blocks.StructBlock):
    """A short piece of news, with a picture if there is one."""

    title = blocks.CharBlock(label=_("title"), max_length=HEADING_LENGTH)
    place = blocks.CharBlock(label=_("municipality"), required=False, max_length=100)
    text = blocks.RichTextBlock(label=_("text"), features=["bold", "italic", "ol", "ul", "link", "document-link"])
    image = ImageChooserBlock(label=_("image"), required=False)
    description = blocks.CharBlock(
        label=_("description of the image"),
        required=False,
        max_length=250,
        help_text=_("What is in the picture, for those who can't see it."),
    )
    credit = blocks.CharBlock(label=_("author of the image"), required=False, max_length=100)

    class Meta:
        icon = "doc-full"
        label = _("piece of news")

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        if cleaned["image"] and not cleaned["description"].strip():
            raise StructBlockValidationError({"description": ValidationError(_("Describe the picture."))})
        return cleaned


class NewsBlock(SectionBlock):
    items = blocks.ListBlock(NewsItemBlock(), label=_("news"), min_num=1)

    class Meta:
        icon = "list-ul"
        label = _("News in brief")
        template = "newsletters/blocks/news.html"


class PeopleBlock(SectionBlock):
    """The centre's people with phone, e-mail and the agendas each of them handles (CIT-3).

    Filled from the association's own data; obligatory in the first issue.
    """

    introduction = blocks.RichTextBlock(label=_("introduction"), required=False, features=["bold", "italic", "link"])

    class Meta:
        icon = "group"
        label = _("People and agendas")
        template = "newsletters/blocks/people.html"

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(value, parent_context=parent_context)
        association = (parent_context or {}).get("association")
        if association:
            context["people"] = (
                StaffMember.objects.for_association(association).select_related("photo").prefetch_related("agendas")
            )
        return context


class DirectoryBlock(SectionBlock):
    """Leads to the overview of all public services, which lives on the website (NWS-1)."""

    text = blocks.RichTextBlock(label=_("text"), required=False, features=["bold", "italic", "ol", "ul", "link"])

    class Meta:
        icon = "list-ul"
        label = _("Overview of public services")
        template = "newsletters/blocks/directory.html"

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(value, parent_context=parent_context)
        page = (parent_context or {}).get("page")
        if page is not None and page.path:
            context["directory"] = feature_page(page, "services_directory")
        return context


class MeetingAheadBlock(SectionBlock):
    """Invites to a meeting: the date and place are those of the chosen notice."""

    meeting = blocks.PageChooserBlock(label=_("meeting"), page_type="meetings.MeetingPage")
    text = blocks.RichTextBlock(label=_("text"), required=False, features=["bold", "italic", "link"])

    class Meta:
        icon = "date"
        label = _("Meeting ahead")
        template = "newsletters/blocks/meeting.html"


class DeadlineItemBlock(blocks.StructBlock):
    date = blocks.DateBlock(label=_("date"))
    title = blocks.CharBlock(label=_("what"), max_length=HEADING_LENGTH)
    note = blocks.CharBlock(label=_("note"), required=False, max_length=250)

    class Meta:
        icon = "date"
        label = _("deadline")


class DeadlinesBlock(SectionBlock):
    """Dates readers shouldn't miss: grants, duties, closing days. Shown by date whatever the order of writing."""

    items = blocks.ListBlock(DeadlineItemBlock(), label=_("deadlines"), min_num=1)

    class Meta:
        icon = "calendar-alt"
        label = _("Deadlines")
        template = "newsletters/blocks/deadlines.html"

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(value, parent_context=parent_context)
        # A draft may lack a date.
        context["deadlines"] = sorted(value["items"], key=lambda item: item["date"] or date.max)
        return context


class ClosingBlock(TextBlock):
    class Meta:
        icon = "mail"
        label = _("Closing words")
        template = "newsletters/blocks/closing.html"


class IssueBlock(blocks.StreamBlock):
    """The body of an issue."""

    article = ArticleBlock()
    news = NewsBlock()
    people = PeopleBlock()
    directory = DirectoryBlock()
    meeting = MeetingAheadBlock()
    deadlines = DeadlinesBlock()
    image = ImageBlock()
    closing = ClosingBlock()

    class Meta:
        block_counts = {"directory": {"max_num": 1}, "people": {"max_num": 1}, "closing": {"max_num": 1}}
