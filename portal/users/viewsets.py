"""The Union's administration of accounts."""

from wagtail.users.views.users import UserViewSet

from .forms import PortalUserCreationForm, PortalUserEditForm


class PortalUserViewSet(UserViewSet):
    def get_form_class(self, for_update: bool = False) -> type:
        return PortalUserEditForm if for_update else PortalUserCreationForm
