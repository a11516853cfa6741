"""Keys of town apps in the admin menu of an association's managers."""

from typing import Any

from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy, pgettext
from wagtail.admin.panels import FieldPanel
from wagtail.admin.ui.tables import Column

from portal.core.templatetags.portal import cs_date
from portal.tenancy.panels import SitePanel

from ..models import ApiKey
from ..viewsets import KeptViewSet, day_column
from . import key_views as views


def state(key: ApiKey) -> str:
    """Whether the key holds, and since when it doesn't."""
    if key.is_valid:
        return pgettext("key of an app", "valid")
    return pgettext("key of an app", "revoked on %(day)s") % {"day": cs_date(key.revoked_at)}


class ApiKeyViewSet(KeptViewSet):
    """A key is made, renamed and revoked; its row stays, for requests that came with it."""

    model = ApiKey
    name = "api_keys"
    url_prefix = "contact_centre/apikey"
    icon = "key"
    menu_label = gettext_lazy("Keys of town apps")
    menu_order = 60
    inspect_view_enabled = False
    index_view_class = views.KeyIndexView
    add_view_class = views.KeyCreateView
    panels = [SitePanel(), FieldPanel("name")]
    search_backend_name = None
    search_fields = ["name", "prefix"]
    list_per_page = 50
    ordering = "name"
    list_display = [
        "name",
        Column("prefix", label=gettext_lazy("Begins with")),
        Column("state", label=gettext_lazy("State"), accessor=state, sort_key="revoked_at"),
        day_column("made_at", gettext_lazy("Made on")),
        Column("made_by", label=gettext_lazy("Made by")),
        day_column("last_used_on", gettext_lazy("Last used on")),
    ]

    def get_urlpatterns(self) -> list[URLPattern]:
        revoke: Any = self.construct_view(views.KeyRevokeView)
        return [*super().get_urlpatterns(), path("revoke/<int:pk>/", revoke, name="revoke")]
