"""Pictures of contributions: kept aside while the form has mistakes, then in the association's collection (N1)."""

import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.core import signing
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.utils import timezone
from wagtail.images import get_image_model

from portal.core.pictures import Picture
from portal.tenancy.models import Association

FOLDER = "contributions"
SALT = "newsletters.contribution_picture"
KEPT = timedelta(days=1)
"""How long a picture waits for a form that was refused."""


@dataclass(frozen=True)
class Kept:
    """A checked picture put aside, and the words by which the form finds it again."""

    picture: Picture
    token: str


def keep(picture: Picture, whose: str) -> Kept:
    """Put `picture` aside for the form of `whose`. Raises OSError when there is no room."""
    name = storages["private"].save(f"{FOLDER}/{secrets.token_hex(16)}.{picture.kind}", ContentFile(picture.content))
    return Kept(picture, signing.dumps(name, salt=f"{SALT}:{whose}"))


def kept(token: str, whose: str) -> Kept | None:
    """What `keep` put aside; None for another's, for what isn't ours and for what is gone."""
    try:
        name = signing.loads(token, salt=f"{SALT}:{whose}", max_age=KEPT)
        with storages["private"].open(name) as file:
            return Kept(Picture(name.rpartition(".")[2], file.read()), token)
    except (signing.BadSignature, OSError):
        return None


def store(picture: Picture, *, association: Association, title: str, description: str, credit: str, user: Any) -> Any:
    """The picture in the association's collection. Raises OSError when there is no room."""
    return get_image_model()._default_manager.create(
        title=title,
        file=ContentFile(picture.content, name=f"prispevek-{secrets.token_hex(8)}.{picture.kind}"),
        description=description,
        credit=credit,
        collection=association.collection,
        uploaded_by_user=user,
    )


def forget_kept() -> int:
    """Delete what was put aside longer ago than a form may need it; how many."""
    storage, count = storages["private"], 0
    if not storage.exists(FOLDER):
        return 0
    for name in storage.listdir(FOLDER)[1]:
        path = f"{FOLDER}/{name}"
        if storage.get_modified_time(path) < timezone.now() - KEPT:
            storage.delete(path)
            count += 1
    return count
