"""Starting a mailing: from then on the issue is the readers', and it goes to each of them once (NWS-3, X5)."""

from functools import partial
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from portal.jobs.queued import enqueue_once

from ..enums import SendingKind
from ..models import Mailing, NewsletterIssuePage, Subscriber
from ..review.reviewers import name_of
from ..review.rounds import association_of
from ..sending.gate import sendable
from ..sending.recording import record_sending
from ..subscribers.offices import sync_offices
from ..subscribers.recipients import recipients
from .audience import topic_of
from .letters import letters_of
from .rights import may_start
from .tasks import send_mailings


@transaction.atomic
def start(*, issue: Any, user: Any) -> Mailing:
    """Send `issue` to its readers by e-mail: record it, freeze its letters, and queue the work.

    Who subscribes later doesn't get it. Raises PermissionDenied for who may not, NotSendable where the gate is shut,
    ValidationError where it was started or recorded already, or nobody would get it.
    """
    page = NewsletterIssuePage.objects.select_for_update().get(pk=issue.alias_of_id or issue.pk)
    site_id = association_of(page).site_id
    if not may_start(user, site_id):
        raise PermissionDenied
    if Mailing.objects.filter(issue=page).exists():
        raise ValidationError(_("This issue is on its way to its readers already."))
    sendable(page)
    topic = topic_of(page)
    sync_offices(site_id)
    if not recipients(site=site_id, topic=topic).exists():
        raise ValidationError(_("Nobody would get it: there is no active subscriber and nobody in office."))
    last = Subscriber.objects.for_site(site_id).aggregate(last=Max("pk"))["last"]
    sending = record_sending(issue=page, kind=SendingKind.EMAIL, user=user)
    mailing = Mailing.objects.create(
        site_id=site_id,
        issue=page,
        sending=sending,
        topic=topic,
        letters=letters_of(page),
        gather_until=last,
        started_by=name_of(user),
    )
    transaction.on_commit(partial(enqueue_once, send_mailings), robust=True)
    return mailing
