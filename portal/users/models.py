"""The user: Django's own, under our name from the first migration on, so that it can grow."""

from django.contrib.auth.models import AbstractUser


class User(AbstractUser):
    """Somebody with an account: the centres' staff and the Union's people. Mayors and citizens have none."""
