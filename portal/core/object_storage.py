"""Files in an S3-compatible store (STORAGE=s3): its addresses are never shown, all goes out through the portal."""

from typing import Any
from urllib.parse import quote

from django.conf import settings
from storages.backends.s3 import S3Storage


class PublicFiles(S3Storage):
    """Pictures. Their address is the portal's own, which asks whose host it is (T1) and needs no other server (CSP)."""

    def url(self, name: str, *args: Any, **kwargs: Any) -> str:
        return f"{settings.MEDIA_URL}{quote(name)}"


class PrivateFiles(S3Storage):
    """Documents and attachments: given out by views only, as with files on a disk."""

    def url(self, name: str, *args: Any, **kwargs: Any) -> str:
        raise NotImplementedError("This file is not accessible via a URL.")  # what Wagtail expects of such a storage
