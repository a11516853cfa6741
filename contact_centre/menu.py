"""The centre's part of the admin menu."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.viewsets.model import ModelViewSetGroup

from .inbox.viewset import CitizenRequestViewSet
from .open311.viewset import ApiKeyViewSet
from .privacy.viewsets import DataAccessViewSet, RequestPolicyViewSet
from .suggestions.viewset import AnswerTemplateViewSet
from .viewsets import ActivityViewSet


class ContactCentreGroup(ModelViewSetGroup):
    menu_label = _("Contact centre")
    menu_icon = "group"
    menu_order = 120
    items = (
        ActivityViewSet,
        CitizenRequestViewSet,
        AnswerTemplateViewSet,
        ApiKeyViewSet,
        RequestPolicyViewSet,
        DataAccessViewSet,
    )
