"""Lists of one type of page, with the association each page belongs to."""

from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.functions import Substr
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.pages.listing import IndexView
from wagtail.models import Page

from ..models import Association

SITE_PATH = Page.steplen * 2
"""Letters of a page's path that say in which home page's tree it stands."""


class AssociationPagesView(IndexView):
    """Pages of the associations the user works for; their stand-ins in other languages aren't listed."""

    def get_base_queryset(self) -> QuerySet[Any]:
        name = Association.objects.filter(root_page__path=OuterRef("site_path")).values("short_name")[:1]
        pages = super().get_base_queryset().filter(alias_of__isnull=True)
        return pages.annotate(site_path=Substr("path", 1, SITE_PATH)).annotate(association_name=Subquery(name))


def association_page_columns(*columns: Column) -> list[Column]:
    """Columns of such a list: title, `columns`, the association, when and by whom it was changed, its state."""
    by_name = {column.name: column for column in IndexView.base_columns}
    association = Column("association_name", label=_("Association"), width="16%")
    return [
        by_name["bulk_actions"],
        by_name["title"],
        *columns,
        association,
        by_name["latest_revision_created_at"],
        by_name["status"],
    ]
