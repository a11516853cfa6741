"""The meetings' part of the admin menu: the list of notices, then what stands behind them."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.viewsets.base import ViewSetGroup

from .announcing.invitation_list import InvitationViewSet
from .notices.viewset import NoticeViewSet
from .overview.viewset import OverviewViewSet
from .papers.viewset import PaperViewSet
from .required.viewset import RequiredPointViewSet
from .settings_admin import MeetingBodyViewSet, MeetingRulesViewSet
from .viewsets import MeetingViewSet


class MeetingGroup(ViewSetGroup):
    menu_label = _("Meetings")
    menu_icon = "group"
    menu_order = 230
    items = (
        MeetingViewSet,
        OverviewViewSet,
        InvitationViewSet,
        NoticeViewSet,
        PaperViewSet,
        MeetingBodyViewSet,
        MeetingRulesViewSet,
        RequiredPointViewSet,
    )
