"""The addresses of founding and opening in the admin."""

from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from wagtail.admin.viewsets.base import ViewSet

from portal.tenancy.admin.departures import UnionAdminMenuItem

from .views.founding import NAME, FoundView, StartView
from .views.opening import InviteAgainView, OpeningStepView, PreparedView, ProgressView
from .views.register import RegisterView


class FoundingViewSet(ViewSet):
    name = NAME
    icon = "plus"
    menu_label = _("Founding of associations")
    menu_order = 610
    menu_item_class = UnionAdminMenuItem
    add_to_admin_menu = True

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            path("", PreparedView.as_view(), name="index"),
            path("new/", StartView.as_view(), name="start"),
            path("new/form/", FoundView.as_view(), name="form"),
            path("register/", RegisterView.as_view(), name="register"),
            path("<int:pk>/", ProgressView.as_view(), name="show"),
            *(
                path(f"<int:pk>/{step.replace('_', '-')}/", OpeningStepView.as_view(step=step), name=step)
                for step in ("open", "put_back")
            ),
            path("<int:pk>/people/<int:account>/", InviteAgainView.as_view(), name="invite_again"),
        ]
