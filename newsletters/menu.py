"""The newsletters' part of the admin menu: from the issue to who gets it and how."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.viewsets.base import ViewSetGroup

from .contributions.viewset import ContributionViewSet
from .distribution.viewset import DistributionViewSet
from .overview.viewset import OverviewViewSet
from .printing.viewsets import DropPointViewSet, PrintRunViewSet
from .subscribers.viewset import SubscriberViewSet
from .viewsets import NewsletterViewSet


class NewsletterGroup(ViewSetGroup):
    menu_label = _("Newsletters")
    menu_icon = "doc-full"
    menu_order = 220
    items = (
        NewsletterViewSet,
        OverviewViewSet,
        ContributionViewSet,
        SubscriberViewSet,
        PrintRunViewSet,
        DropPointViewSet,
        DistributionViewSet,
    )
