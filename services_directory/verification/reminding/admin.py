"""The stages of reminders in the admin: the Union's, for all associations."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column

from portal.tenancy.viewsets import UnionModelViewSet

from ...models import ReminderStage
from ...viewsets import MENU


def goes_to(stage: ReminderStage) -> str:
    return stage.get_audience_display()


class ReminderStageViewSet(UnionModelViewSet):
    """When whom is reminded of a verification."""

    model = ReminderStage
    name = "reminder_stages"
    url_prefix = "services_directory/reminders"
    icon = "mail"
    menu_label = _("Stages of reminders")
    menu_order = 95
    menu_hook = MENU
    list_display = ["__str__", "days", "repeat_every", Column("audience", label=_("Goes to"), accessor=goes_to)]
    list_export = ["days", "repeat_every", "audience"]
    list_filter = ["audience"]
    ordering = ["days"]
