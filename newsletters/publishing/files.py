"""Pictures and documents of what readers have: exchanging one would change the issue without the Union (V3, N6)."""

from typing import Any

from django.db.models import Q, TextField
from django.db.models.functions import Cast
from django.utils.translation import gettext as _

from ..facts.fingerprint import files_of
from ..models import NewsletterIssuePage


def kept_for_readers(file: Any) -> str:
    """Why the picture or document stays as it is: in which published issue it stands. Empty if in none."""
    key = str(file.pk)
    # Those that hold the number at all, in words or as a key; each of the few is then read.
    live = NewsletterIssuePage.objects.live().filter(alias_of=None)
    live = live.annotate(words=Cast("body", TextField()), told=Cast("facts", TextField()))
    for issue in live.filter(Q(words__contains=key) | Q(told__contains=key)).order_by("pk"):
        if file.pk in files_of(issue)[type(file)]:
            said = _(
                "Newsletter %(issue)s shows it as the Union approved it, so it stays. Upload the new one beside it."
            )
            return said % {"issue": issue.designation}
    return ""
