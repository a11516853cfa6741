from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.log_actions import LogActionRegistry

from .viewsets import ProgrammeGroup


@hooks.register("register_admin_viewset")
def register_programme() -> ProgrammeGroup:
    return ProgrammeGroup()


@hooks.register("register_log_actions")
def register_log_actions(actions: LogActionRegistry) -> None:
    actions.register_action("programme.load", _("Load programme"), _("Loaded the programme from a file"))
