"""Ready answers in the admin: for the centre's letters, the public ones also for citizens before they write."""

from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic import IndexView

from portal.tenancy.panels import SitePanel
from portal.tenancy.viewsets import TenantModelViewSet

from ..models import AnswerTemplate


def shown_to(answer: AnswerTemplate) -> str:
    """Who may read it."""
    return gettext("citizens too") if answer.is_public else gettext("the centre only")


class AnswerIndexView(IndexView):
    def get_base_queryset(self) -> Any:
        return super().get_base_queryset().select_related("category", "site__association")


class AnswerTemplateViewSet(TenantModelViewSet):
    """Answers of an association: added, changed and deleted by its staff."""

    model = AnswerTemplate
    name = "answer_templates"
    url_prefix = "contact_centre/answertemplate"
    icon = "openquote"
    menu_label = _("Ready answers")
    menu_order = 40
    add_to_reference_index = False
    index_view_class = AnswerIndexView
    panels = [
        SitePanel(),
        FieldPanel("title"),
        FieldPanel("text"),
        FieldRowPanel([FieldPanel("category"), FieldPanel("order")]),
        FieldPanel("is_public"),
    ]
    search_backend_name = None
    search_fields = ["title", "text"]
    list_per_page = 50
    ordering = "order"
    list_filter = ["is_public", "category"]
    list_display = [
        "title",
        Column("category", label=_("Category"), sort_key="category__order"),
        Column("shown_to", label=_("Who may read it"), accessor=shown_to, sort_key="is_public"),
        "order",
    ]
