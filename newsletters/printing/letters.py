"""The letter that tells the Union that an issue came out on paper, and of the copy it is to get (NWS-3)."""

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from portal.tenancy.absences.duty import union_on_duty

from ..letters import write
from ..models import NewsletterIssuePage, PrintRun
from ..review.rounds import association_of

LIST = "print_run:index"


def tell_union(run: PrintRun, issue: NewsletterIssuePage) -> None:
    """Write to the Union, once for a run; call it in the fact's transaction."""
    association = association_of(issue)
    for recipient in union_on_duty():
        write(
            template="printed",
            event=f"printed:{run.pk}",
            recipient=recipient,
            subject=_("Newsletter %(issue)s on paper: %(association)s")
            % {"issue": issue.designation, "association": association.short_name},
            association=association,
            issue=issue,
            reply_to=association.answers_to,
            run=run,
            pdf_url=f"{issue.full_url}pdf/",
            url=f"{settings.WAGTAILADMIN_BASE_URL}{reverse(LIST)}?archive=owed",
        )
