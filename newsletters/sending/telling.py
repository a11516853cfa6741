"""Letters to the managers about a consent that no longer holds."""

from django.conf import settings
from django.urls import reverse
from django_stubs_ext import StrPromise

from portal.tenancy.absences.duty import managers_on_duty

from ..letters import write
from ..models import NewsletterIssuePage
from ..review.rounds import association_of


def tell_managers(issue: NewsletterIssuePage, *, template: str, event: str, subject: "str | StrPromise") -> None:
    """Write to the managers of the issue's association, once each for `event`; call it in the fact's transaction."""
    association = association_of(issue)
    edit = reverse("wagtailadmin_pages:edit", args=(issue.pk,))
    for recipient in managers_on_duty(association.site_id):
        write(
            template=template,
            event=event,
            recipient=recipient,
            subject=subject,
            association=association,
            issue=issue,
            from_union=True,
            url=f"{settings.WAGTAILADMIN_BASE_URL}{edit}",
        )
