"""Keys of town apps: made once, shown once, kept as a hash, revoked for good."""

import secrets
from hashlib import sha256
from typing import Any

from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log
from wagtail.models import Site

from portal.tenancy.models import Association

from ..models import ApiKey

BEGINNING = "o311_"
"""What every key starts with, so that one that got lost is recognised for what it is."""
SECRET_BYTES = 24
SHOWN = 11
"""Letters of a key that stay readable in the list; the rest is more than enough of a secret."""


@transaction.atomic
def make_key(*, site: Site, name: str, user: Any) -> tuple[ApiKey, str]:
    """Make a key for the app `name`; the row, and the key itself, which is kept nowhere."""
    plain = f"{BEGINNING}{secrets.token_urlsafe(SECRET_BYTES)}"
    made_by = (user.get_full_name() or user.get_username()) if user is not None else ""
    row = ApiKey.objects.create(
        site=site, name=name, prefix=plain[:SHOWN], key_hash=hash_of(plain), made_by=made_by[:150]
    )
    log(row, "contact_centre.key_make", user=user)
    return row, plain


@transaction.atomic
def revoke_key(*, key: ApiKey, user: Any) -> bool:
    """End `key` at once and for good. False when somebody was faster."""
    if not ApiKey.objects.filter(pk=key.pk, revoked_at=None).update(revoked_at=timezone.now()):
        return False
    log(key, "contact_centre.key_revoke", user=user)
    return True


def find_key(association: Association, plain: str) -> ApiKey | None:
    """The association's valid key that reads `plain`, or None."""
    found: ApiKey | None = (
        ApiKey.objects.for_association(association).filter(key_hash=hash_of(plain), revoked_at=None).first()
    )
    return found


def note_use(key: ApiKey) -> None:
    """Remember the day `key` was last used; at most one write a day."""
    today = timezone.localdate()
    if key.last_used_on != today:
        ApiKey.objects.filter(pk=key.pk).update(last_used_on=today)


def hash_of(plain: str) -> str:
    """What is kept of a key. It is random enough that nobody finds it by trying, so a plain hash does."""
    return sha256(plain.encode()).hexdigest()
