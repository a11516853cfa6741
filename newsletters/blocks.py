"""What a newsletter issue is made of: parts the centre writes, and parts the portal fills in by itself.

Every part has a heading of its own, which stands in the contents. What a part says by itself (people, services,
meetings) is not written here: it is read from the facts kept with the revision (`newsletters.facts`).
"""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.images.blocks import ImageChooserBlock

from portal.core.blocks import TEXT_FEATURES, Fold, ImageBlock, TextBlock

from .facts.gather import gather_facts
from .querysets import feature_page

HEADING_LENGTH = 150
SHORT_TEXT = ["bold", "italic", "ol", "ul", "link", "document-link"]
INTRODUCTION = ["bold", "italic", "link"]
WRITTEN = _("What you write")
BY_ITSELF = _("What the portal fills in")

PICTURE = Fold("picture", _("Picture"), ["image", "description", "credit"], icon="image")
REMEMBER = Fold("remember", _("Date to remember"), ["date", "what"], icon="date")


class SectionBlock(blocks.StructBlock):
    """A part of the issue: its heading is in the contents, `template` shows what is below it."""

    heading = blocks.CharBlock(label=_("heading"), max_length=HEADING_LENGTH)


class DatedBlock(blocks.StructBlock):
    """What may carry a date: it then stands among the issue's dates by itself (N2)."""

    date = blocks.DateBlock(
        label=_("date"),
        required=False,
        help_text=_(
            "The day of the event, or the last day for something. It gets into the dates of the issue by itself."
        ),
    )
    what = blocks.CharBlock(
        label=_("what happens that day"),
        required=False,
        default="",
        max_length=HEADING_LENGTH,
        help_text=_("For example: last day for applications. Left empty, the title stands there."),
    )


class ArticleBlock(SectionBlock, DatedBlock):
    text = blocks.RichTextBlock(label=_("text"), features=TEXT_FEATURES)

    class Meta:
        icon = "pilcrow"
        label = _("Article")
        group = WRITTEN
        help_text = _("A longer text on one thing. The first one is the main story of the issue.")
        template = "newsletters/blocks/article.html"
        form_layout = ["heading", "text", REMEMBER]
        label_format = "{heading}"


class NewsItemBlock(DatedBlock):
    """A short piece of news, with a picture and a date if there are any."""

    title = blocks.CharBlock(label=_("title"), max_length=HEADING_LENGTH)
    place = blocks.CharBlock(label=_("municipality"), required=False, default="", max_length=100)
    text = blocks.RichTextBlock(label=_("text"), features=SHORT_TEXT)
    image = ImageChooserBlock(label=_("image"), required=False)
    description = blocks.CharBlock(
        label=_("description of the image"),
        required=False,
        default="",
        max_length=250,
        help_text=_("What is in the picture, for those who can't see it."),
    )
    credit = blocks.CharBlock(label=_("author of the image"), required=False, default="", max_length=100)

    class Meta:
        icon = "doc-full"
        label = _("piece of news")
        form_layout = ["title", "place", "text", PICTURE, REMEMBER]
        label_format = "{title}"

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        if cleaned["image"] and not (cleaned["description"].strip() or cleaned["image"].description):
            raise StructBlockValidationError({"description": ValidationError(_("Describe the picture."))})
        return cleaned


class MemberItemBlock(NewsItemBlock):
    """News of one municipality, whose name is obligatory."""

    place = blocks.CharBlock(label=_("municipality"), max_length=100)

    class Meta:
        form_layout = ["place", "title", "text", PICTURE, REMEMBER]
        label_format = "{place}: {title}"


class NewsBlock(SectionBlock):
    items = blocks.ListBlock(NewsItemBlock(), label=_("news"), min_num=1)

    class Meta:
        icon = "list-ul"
        label = _("News in brief")
        group = WRITTEN
        help_text = _("Short pieces of news, each with a title; a picture and a date to remember if you like.")
        template = "newsletters/blocks/news.html"
        label_format = "{heading}"


class MembersBlock(SectionBlock):
    """What is new in the member municipalities (NWS-1)."""

    items = blocks.ListBlock(MemberItemBlock(), label=_("news"), min_num=1)

    class Meta:
        icon = "site"
        label = _("News of municipalities")
        group = WRITTEN
        help_text = _("Short pieces of news from the members of the association, each with its municipality.")
        template = "newsletters/blocks/news.html"
        label_format = "{heading}"


class AutomaticBlock(SectionBlock):
    """A part that fills itself: the centre chooses its heading and may introduce it."""

    introduction = blocks.RichTextBlock(label=_("introduction"), required=False, features=INTRODUCTION)

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(value, parent_context=parent_context)
        page = context.get("page")
        if page is not None:
            # An issue from before facts were kept has none until it is saved again.
            facts = page.facts if self.name in page.facts else gather_facts(page)
            context[self.name] = facts.get(self.name)
        return context

    class Meta:
        group = BY_ITSELF
        label_format = "{heading}"


class PeopleBlock(AutomaticBlock):
    """The centre's people with phone, e-mail and the agendas each of them handles; in the first issue (CIT-3)."""

    class Meta:
        icon = "group"
        label = _("People and agendas")
        help_text = _("The people of the centre with their contacts. You keep them in the section “People”.")
        template = "newsletters/blocks/people.html"


class ServicesBlock(AutomaticBlock):
    """New, changed and closed services since the last issue; the whole overview in the first (NWS-1)."""

    class Meta:
        icon = "list-ul"
        label = _("Public services")
        help_text = _(
            "In the first issue the overview of all services; later those that are new, changed or closed since."
        )
        template = "newsletters/blocks/services.html"

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(value, parent_context=parent_context)
        page = context.get("page")
        context["directory"] = feature_page(page, "services_directory") if page is not None and page.path else None
        return context


class MeetingsBlock(AutomaticBlock):
    """Meetings that are ahead, as their notices say."""

    class Meta:
        icon = "date"
        label = _("Meetings ahead")
        help_text = _("Published notices of meetings that are still ahead, the nearest first.")
        template = "newsletters/blocks/meetings.html"


class DeadlineItemBlock(blocks.StructBlock):
    date = blocks.DateBlock(label=_("date"))
    title = blocks.CharBlock(label=_("what"), max_length=HEADING_LENGTH)
    note = blocks.CharBlock(label=_("note"), required=False, default="", max_length=250)

    class Meta:
        icon = "date"
        label = _("deadline")
        label_format = "{date} {title}"


class DeadlinesBlock(SectionBlock):
    """Dates readers shouldn't miss: those written here, and by itself every date of the issue (N2)."""

    items = blocks.ListBlock(DeadlineItemBlock(), label=_("deadlines"), default=[])

    class Meta:
        icon = "calendar-alt"
        label = _("Dates and deadlines")
        group = WRITTEN
        help_text = _(
            "Grants, duties, closing days. Dates of articles, news and meetings of this issue are added by themselves; "
            "all are put in order by date."
        )
        template = "newsletters/blocks/deadlines.html"
        label_format = "{heading}"

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        from .dates.items import dated_items

        context: dict[str, Any] = super().get_context(value, parent_context=parent_context)
        page = context.get("page")
        context["deadlines"] = dated_items(page) if page is not None else []
        return context


class PictureBlock(ImageBlock):
    class Meta:
        label = _("Picture")
        group = WRITTEN
        help_text = _("A picture between the parts, with its author and words for those who can't see it.")


class ClosingBlock(TextBlock):
    class Meta:
        icon = "mail"
        label = _("Closing words")
        group = WRITTEN
        help_text = _("The end of the issue: how to write to you, when the next one comes out.")
        template = "newsletters/blocks/closing.html"


ONCE = ("people", "services", "meetings", "deadlines", "closing")


class IssueBlock(blocks.StreamBlock):
    """The body of an issue."""

    article = ArticleBlock()
    news = NewsBlock()
    members = MembersBlock()
    deadlines = DeadlinesBlock()
    image = PictureBlock()
    closing = ClosingBlock()
    services = ServicesBlock()
    meetings = MeetingsBlock()
    people = PeopleBlock()

    class Meta:
        block_counts = {name: {"max_num": 1} for name in ONCE}
