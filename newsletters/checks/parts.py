"""Parts an issue has to have: news always, people and services in the first one (NWS-1, CIT-3)."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.tenancy.models import StaffMember

from ..first import archive_of
from ..imprint.gathering import publisher_of
from ..querysets import feature_page
from .finding import Finding
from .reading import Reading

NEWS = ("news", "article")
PEOPLE = ("people",)
OVERVIEW = ("services",)


def check(reading: Reading) -> Iterator[Finding]:
    """Findings `no_news`, `no_people`, `nobody_to_name`, `no_overview`; advice `no_lead` and `people_incomplete`."""
    if reading.is_erratum:
        return
    if not (reading.issue.lead or "").strip():
        message = _("The lead is missing: one or two sentences about the issue stand in the archive and in the e-mail.")
        yield Finding("no_lead", message, "lead", is_blocking=False)
    if not any(section.has_text for section in reading.sections if section.block_type in NEWS):
        yield Finding("no_news", _("News of what the association does is missing."), "body")
    if reading.is_first:
        yield from _people(reading)
    if not _has(reading, OVERVIEW):
        yield from _overview(reading)


def _has(reading: Reading, types: tuple[str, ...]) -> bool:
    return any(section.block_type in types for section in reading.sections)


def _people(reading: Reading) -> Iterator[Finding]:
    place = next((section.place for section in reading.sections if section.block_type in PEOPLE), "")
    if not place:
        message = _("The first issue introduces the centre's people: add the part “People and agendas”.")
        yield Finding("no_people", message, "body")
        return
    publisher = publisher_of(reading.issue)
    if publisher is None:
        return
    people = list(StaffMember.objects.for_association(publisher).prefetch_related("agendas"))
    lacking = [one for one in people if not (one.phone or one.email) or not one.agendas.all()]
    if len(lacking) == len(people):
        message = _("Nobody of the centre has a phone or an e-mail and an agenda. Enter the people first.")
        yield Finding("nobody_to_name", message, place)
    elif lacking:
        message = ngettext(
            "%(count)d of the centre's people has no contact or no agenda.",
            "%(count)d of the centre's people have no contact or no agenda.",
            len(lacking),
        )
        yield Finding("people_incomplete", message % {"count": len(lacking)}, place, is_blocking=False)


def _overview(reading: Reading) -> Iterator[Finding]:
    """Obligatory in the first issue; later it lives on the web, and where that has none, in every issue."""
    if reading.is_first:
        message = _("The first issue brings the overview of all public services: add the part with services.")
        yield Finding("no_overview", message, "body")
        return
    archive = archive_of(reading.issue)
    if archive is not None and feature_page(archive, "services_directory") is None:
        message = _("The overview of public services isn't on your web, so every issue has to bring it.")
        yield Finding("no_overview", message, "body")
