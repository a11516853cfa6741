"""Collecting what the portal knows for the parts of an issue that fill themselves (NWS-1, CIT-3)."""

from datetime import date, datetime, time
from typing import Any

from django.apps import apps
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import override
from wagtail.models import Site

from meetings.actions import meetings_ahead
from portal.programme.publicity.notices import publicity_facts
from portal.tenancy.models import StaffMember
from services_directory.actions import service_news

from ..first import archive_of, is_first
from ..imprint.gathering import imprint_facts

AS_OF = "as_of"
"""The moment from which on the news of services stand as they are told: the next issue goes on from there.

No part of what readers get, therefore no part of the fingerprint."""


def gather_facts(issue: Any) -> dict[str, Any]:
    """The content of the automatic parts of `issue` as it is now: by type of block, plain JSON, in its language.

    Only parts the issue has, none in an erratum; and what surrounds every issue, its `imprint` and the `publicity` of
    projects.
    """
    site = site_of(issue)
    if site is None:
        return {}
    wanted = set() if issue.corrects_id else {child.block_type for child in issue.body}
    with override(issue.locale.language_code):
        facts: dict[str, Any] = {"imprint": imprint_facts(issue)}
        if publicity := publicity_facts(site, issue.published_on):
            facts["publicity"] = publicity
        if "people" in wanted:
            facts["people"] = people_of(site)
        if "services" in wanted:
            facts |= _services(issue, site)
        if "meetings" in wanted:
            facts["meetings"] = meetings_ahead(site=site, on=timezone.localdate())
    return facts


def people_of(site: Site) -> list[dict[str, Any]]:
    """The centre's people in their order, with the agendas each of them handles."""
    people = StaffMember.objects.for_site(site).prefetch_related("agendas")
    return [
        {
            "name": person.name,
            "position": person.position,
            "phone": person.phone,
            "email": person.email,
            "office_hours": person.office_hours,
            "agendas": [agenda.label for agenda in person.agendas.all()],
        }
        for person in people
    ]


def site_of(issue: Any) -> Site | None:
    """The site in whose tree, of whatever language, the issue stands or is about to stand."""
    archive = archive_of(issue)
    return site_of_archive(archive) if archive is not None else None


def site_of_archive(archive: Any) -> Site | None:
    """The site in whose tree, of whatever language, the archive stands."""
    found: Site | None = archive.get_site()
    if found is not None:
        return found
    # Trees of other languages stand beside the site's own.
    homes = archive.get_ancestors().filter(depth=2).values("translation_key")
    site: Site | None = Site.objects.filter(root_page__translation_key__in=homes).first()
    return site


def told_until(issue: Any) -> datetime | None:
    """From which moment on `issue` tells the news of services; None if it has to give the whole overview.

    It goes on where the last published issue before it that told of services ended. Were there only issues that told
    nothing (or didn't know when), from the day of the last one. The first issue of an association, and the first of a
    programme, has the whole overview (NWS-1).
    """
    archive = archive_of(issue)
    if archive is None or is_first(issue):
        return None
    pages = apps.get_model("newsletters", "NewsletterIssuePage")._default_manager
    earlier = pages.child_of(archive).published().before(issue).exclude(pk=issue.pk).filter(corrects=None)
    last = None
    for other in earlier.defer("body"):
        last = last or other
        if told := other.facts.get(AS_OF):
            return parse_datetime(told)
    day: date | None = last.day_of_issue if last else None
    return timezone.make_aware(datetime.combine(day, time.min)) if day else None


def _services(issue: Any, site: Site) -> dict[str, Any]:
    news = service_news(site=site, since=told_until(issue))
    before = issue.facts or {}
    is_same = before.get("services") == news and AS_OF in before
    return {"services": news, AS_OF: before[AS_OF] if is_same else timezone.now().isoformat()}
