"""The yearly reminder of the accessibility statement (C2): to the managers, until it is reviewed."""

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.models import Site

from portal.core.templatetags.portal import cs_date
from portal.jobs.outbox import enqueue
from portal.jobs.registry import periodic
from portal.tenancy.absences.duty import managers_on_duty, union_on_duty
from portal.tenancy.models import Association, Union

from .reviewing import DueReview, due_reviews

FIRST_HOUR = 7
"""Nobody is written to before this hour in Prague."""


@periodic(
    "home.statement_reviews", every=timedelta(hours=12), label=gettext_lazy("Reminders of accessibility statements")
)
def remind_of_reviews() -> int:
    """Write to who looks after each statement that is due; returns how many statements are.

    A letter is written once per person, day of the last review and reminder, so repeated runs write none twice.
    """
    now = timezone.localtime()
    if now.hour < FIRST_HOUR:
        return 0
    due = list(due_reviews(now.date()))
    if not due:
        return 0
    sites = {root.root_path: root.site_id for root in Site.get_site_root_paths()}
    owners = {owner.site_id: owner for owner in Association.objects.select_related("site")}
    for each in due:
        site_id = next((site for path, site in sites.items() if each.page.url_path.startswith(path)), None)
        if site_id is not None:
            _remind(each, owners.get(site_id), site_id, each.stage(now.date()))
    return len(due)


@transaction.atomic
def _remind(due: DueReview, association: Association | None, site_id: int, stage: int) -> None:
    page = due.page
    readers = managers_on_duty(site_id) if association else union_on_duty()
    sender = {"association": association} if association else {"union": Union.objects.select_related("site").first()}
    edit = reverse("wagtailadmin_pages:edit", args=[page.pk])
    with translation.override(settings.LANGUAGE_CODE):
        subject = _("Go through the accessibility statement by %(day)s") % {"day": cs_date(due.by)}
        if stage:
            subject = _("The accessibility statement was to be gone through by %(day)s") % {"day": cs_date(due.by)}
        values = {
            **sender,
            "subject": subject,
            "by": due.by,
            "reviewed_on": page.reviewed_on,
            "is_late": bool(stage),
            "url": f"{settings.WAGTAILADMIN_BASE_URL}{edit}",
        }
        text = render_to_string("emails/home/statement_review.txt", values)
        html = render_to_string("emails/home/statement_review.html", values)
    for reader in readers:
        enqueue(
            event=f"home.statement_review:{page.pk}:{page.reviewed_on.isoformat()}:{stage}",
            recipient=reader,
            subject=subject,
            text=text,
            html=html,
            site=association.site if association else None,
        )
