"""The centre's part of the admin menu."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.viewsets.model import ModelViewSetGroup

from .explanations.viewset import ExplanationViewSet
from .inbox.viewset import CitizenRequestViewSet
from .legal.viewset import LegalHoursViewSet
from .minimum.viewset import MinimumViewSet
from .open311.viewset import ApiKeyViewSet
from .overview.viewset import CentresViewSet
from .privacy.viewsets import DataAccessViewSet, RequestPolicyViewSet
from .projects.viewset import ProjectViewSet
from .quality.viewset import QualityCheckViewSet
from .register.viewset import ActivityViewSet
from .reports.viewset import ActivityReportViewSet
from .suggestions.viewset import AnswerTemplateViewSet
from .targets.viewset import TargetsViewSet


class ContactCentreGroup(ModelViewSetGroup):
    menu_label = _("Contact centre")
    menu_icon = "group"
    menu_order = 120
    items = (
        CentresViewSet,
        ActivityViewSet,
        ProjectViewSet,
        TargetsViewSet,
        ActivityReportViewSet,
        ExplanationViewSet,
        MinimumViewSet,
        QualityCheckViewSet,
        CitizenRequestViewSet,
        LegalHoursViewSet,
        AnswerTemplateViewSet,
        ApiKeyViewSet,
        RequestPolicyViewSet,
        DataAccessViewSet,
    )
