"""Where a topic is subscribed to, for pages of other features."""

from django.http import HttpRequest

from portal.tenancy.context import child_page

from ..models import NewsletterIndexPage
from .form_views import TOPIC, subpath
from .proof import offered_topics


def subscribing_url(request: HttpRequest, topic_code: str) -> str:
    """The address of the form with this topic chosen; empty where it isn't offered. One query."""
    archive = child_page(request, NewsletterIndexPage)
    if archive is None or not offered_topics().filter(code=topic_code).exists():
        return ""
    return f"{archive.get_url(request)}{subpath(archive, 'subscribe')}?{TOPIC}={topic_code}"
