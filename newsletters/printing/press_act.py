"""What the press act asks of an issue that is printed (NWS-4; rules C4): said where the printing is arranged."""

from typing import Any

from django.utils.translation import gettext as _

from ..enums import PrintKind
from ..first import archive_of
from ..models import NewsletterIssuePage

PERIODICAL = 2


def printed_in_year(issue: NewsletterIssuePage) -> int:
    """Issues of the association's printed on their own in the year of `issue`, this one included."""
    archive = archive_of(issue)
    if archive is None:
        return 1
    others = NewsletterIssuePage.objects.child_of(archive).of_year(issue.year).filter(corrects=None, alias_of=None)
    marked = others.filter(is_printed=True, first_published_at__isnull=False)
    ran = others.filter(print_runs__printed_on__isnull=False, print_runs__kind__in=(PrintKind.FREE, PrintKind.PAID))
    return len({*marked.values_list("pk", flat=True), *ran.values_list("pk", flat=True), issue.pk})


def warnings(issue: Any) -> list[str]:
    """In words what `issue` lacks for being printed on its own; nothing for a correction."""
    if issue.corrects_id:
        return []
    said = []
    if not issue.mk_registration_number.strip() and printed_in_year(issue) >= PERIODICAL:
        said.append(
            _(
                "It is the second printed issue of the year, so the newsletter is a periodical by law, and this issue "
                "has no registration number of the Ministry of Culture. Don't have it printed without one."
            )
        )
    if not issue.is_printed:
        said.append(_("The imprint of the issue says that it comes out electronically only."))
    return said
