"""The user: Django's own, under our name from the first migration on, so that it can grow."""

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _


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
