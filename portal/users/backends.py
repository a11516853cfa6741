"""Who asks, and what they may do: allauth's sign-in, with few questions to the database (decision 36)."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend

from .models import User


class AccountBackend(AuthenticationBackend):
    def get_user(self, user_id: Any) -> User | None:
        """The user of a session with what the admin asks of every user; None if the account is gone or closed."""
        user = User.objects.select_related("wagtail_userprofile").filter(pk=user_id).first()
        return user if user is not None and self.user_can_authenticate(user) else None

    def _get_permissions(self, user_obj: Any, obj: Any, from_name: str) -> set[str]:
        # Django's own place where a user's permissions and those of the groups are read, one after the other.
        if not isinstance(user_obj, User) or not user_obj.is_active or user_obj.is_superuser or obj is not None:
            return super()._get_permissions(user_obj, obj, from_name)
        return user_obj.rights.own if from_name == "user" else user_obj.rights.of_groups
