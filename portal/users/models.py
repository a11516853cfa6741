"""The user: Django's own, under our name from the first migration on, so that it can grow."""

from typing import TYPE_CHECKING

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from wagtail.models import GroupCollectionPermission, GroupPagePermission, GroupSitePermission, Page

    from .rights import Rights


class User(AbstractUser):
    """Somebody with an account: the centres' staff and the Union's people. Mayors and citizens have none."""

    class Meta(AbstractUser.Meta):
        constraints = [
            # People sign in with their address too: it must lead to one account.
            models.UniqueConstraint(
                Lower("email"),
                condition=~Q(email=""),
                name="user_email_once",
                violation_error_message=_("Another account has this e-mail address."),
            )
        ]

    def clean(self) -> None:
        super().clean()
        # Sign-in looks an address up in small letters.
        self.email = self.email.lower()

    @cached_property
    def rights(self) -> "Rights":
        """What the user holds, asked once for each user object; nothing for who is closed or may do everything."""
        from .rights import Rights, read

        return read(self) if self.is_active and not self.is_superuser else Rights()

    # Under these names Wagtail's permission policies keep on a user what they have read.
    @cached_property
    def _site_permission_cache(self) -> "list[GroupSitePermission]":
        return self.rights.on_sites

    @cached_property
    def _page_permission_cache(self) -> "list[GroupPagePermission]":
        return self.rights.on_pages

    @cached_property
    def _collection_permission_cache(self) -> "list[GroupCollectionPermission]":
        return self.rights.on_collections

    @cached_property
    def _explorable_root_page_cache(self) -> "Page | None":
        from .root_page import explorable_root

        return explorable_root(self)
