"""What searching knows of a notice follows its Czech original (M1)."""

from typing import Any

from django.conf import settings
from wagtail.search import index
from wagtail.signals import page_published

from .models import MeetingPage


def connect() -> None:
    """Listen to publishing; called once, when the app is ready."""
    page_published.connect(reindex_translations, sender=MeetingPage, dispatch_uid="meetings.searching")


def reindex_translations(instance: MeetingPage, **_signal: Any) -> None:
    """After the original is published its translations are found by what it still lets the public know.

    Nothing in their own rows changed, so Wagtail wouldn't read them again.
    """
    if instance.locale.language_code != settings.LANGUAGE_CODE:
        return
    others = MeetingPage.objects.filter(translation_key=instance.translation_key, live=True).exclude(pk=instance.pk)
    for page in others:
        index.insert_or_update_object(page)
