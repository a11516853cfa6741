from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _
from wagtail.users.apps import WagtailUsersAppConfig


class UsersConfig(AppConfig):
    name = "portal.users"
    label = "users"
    verbose_name = _("Users")
    default = True

    def ready(self) -> None:
        from . import audit, sessions

        audit.connect()
        sessions.connect()


class UsersAdminConfig(WagtailUsersAppConfig):
    """Wagtail's administration of users with our forms (``INSTALLED_APPS`` names this in its place)."""

    default = False
    user_viewset = "portal.users.viewsets.PortalUserViewSet"
