"""The worker's part: booklets too large to wait for."""

from django.tasks import task
from django.utils.translation import override

from portal.tenancy.models import Association, Municipality

from . import stored
from .booklet import edition


@task()
def make_booklet(site_id: int, municipality: str, language: str) -> None:
    """Make and keep today's booklet of the site's association, or of one municipality by its code."""
    association = Association.objects.select_related("site", "emblem").get(site=site_id)
    place = Municipality.objects.get(pk=municipality) if municipality else None
    with override(language):
        stored.make_anyway(edition(association, place))
