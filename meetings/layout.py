"""How the form of a notice is laid out: tabs in the order the work is done."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel, ObjectList, TabbedInterface

from portal.core.models import BasePage

from .changing.panel import ChangingPanel
from .forms import MeetingForm
from .notices.panel import NoticePanel
from .panels import InvitationPanel, LateReasonPanel
from .required.panel import ProgrammePanel

WHEN_AND_WHERE = [
    ChangingPanel(),
    *BasePage.content_panels,
    MultiFieldPanel(
        [
            FieldRowPanel([FieldPanel("kind"), FieldPanel("body")]),
            FieldRowPanel([FieldPanel("starts_at"), FieldPanel("ends_at")]),
            InvitationPanel(),
            LateReasonPanel(),
        ],
        heading=_("When"),
    ),
    MultiFieldPanel(
        [
            FieldPanel("place"),
            FieldRowPanel([FieldPanel("address"), FieldPanel("municipality")]),
            FieldRowPanel([FieldPanel("latitude"), FieldPanel("longitude")]),
            FieldRowPanel([FieldPanel("barrier_free"), FieldPanel("barrier_free_note")]),
        ],
        heading=_("Where"),
    ),
]
PROGRAMME = [
    ProgrammePanel(),
    FieldPanel("programme"),
    InlinePanel("files", heading=_("Files beside the programme"), label=_("file")),
]
PUBLIC = [
    MultiFieldPanel([FieldPanel("who_may_come"), FieldPanel("note")], heading=_("For the public")),
    MultiFieldPanel([FieldPanel("notice_until"), NoticePanel()], heading=_("On the board")),
    FieldPanel("outcome"),
]


def tabs() -> TabbedInterface:
    """The editor of a notice."""
    return TabbedInterface(
        [
            ObjectList(WHEN_AND_WHERE, heading=_("When and where")),
            ObjectList(PROGRAMME, heading=pgettext_lazy("meeting", "Programme")),
            ObjectList(PUBLIC, heading=_("For the public")),
            ObjectList(BasePage.promote_panels, heading=_("Promote")),
            ObjectList(BasePage.settings_panels, heading=_("Settings")),
        ],
        base_form_class=MeetingForm,
    )
