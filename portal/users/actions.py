"""What the Union may do with accounts beside Wagtail's own forms."""

from typing import Any

from allauth.mfa.models import Authenticator
from django.db import transaction
from wagtail.log_actions import log

from .models import User

REMOVE_SECOND_FACTOR = "portal_users.remove_second_factor"


@transaction.atomic
def remove_second_factor(*, account: User, user: Any) -> int:
    """Forget the app and the recovery codes of `account`, whose owner has lost them; how many there were.

    Its sessions lose the admin at once; at the next request there the owner sets up a new app. Logged under `user`.
    """
    removed, _details = Authenticator.objects.filter(user=account).delete()
    if removed:
        log(instance=account, action=REMOVE_SECOND_FACTOR, user=user)
    return removed
