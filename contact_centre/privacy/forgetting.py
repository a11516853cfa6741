"""Forgetting who wrote and what: after the association's period by itself, or when a person asks for it (R9).

Each request is one transaction: a job that was killed goes on with the next run. Files go after the commit; their
rows say until then which are left, so that no file outlives a crash or a store that failed.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import structlog
from dateutil.relativedelta import relativedelta
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.log_actions import log

from portal.jobs.models import OutboxMessage
from portal.jobs.outbox import forget_mail_about
from portal.jobs.registry import periodic
from portal.jobs.runner import stopping

from ..deadlines import REOPEN, limit
from ..enums import CLOSED_REQUEST, WITHOUT_ACTIVITY, HandOverState, RequestStatus
from ..letters import PREFIX, request_of
from ..life import locked
from ..models import CitizenRequest, DraftFile, HandOver, RequestAttachment, RequestDraft, RequestPolicy
from ..models.activity import private_storage
from ..models.privacy import KEEP_MONTHS
from ..persons import marks_of
from .register import take_out_of_activity, wipe_history
from .traces import RELATED, REQUEST

logger = structlog.get_logger(__name__)

BATCH = 100


class NotAllForgottenError(RuntimeError):
    """Something could not be wiped; the next run tries again."""


@periodic("contact_centre.anonymise_requests", every=timedelta(days=1), label=gettext_lazy("Forget who wrote to us"))
def anonymise_requests() -> dict[str, int]:
    """Wipe the personal data of requests older than their association keeps them; returns how much was done.

    What fails is left for the next run and stops nothing else; raises NotAllForgottenError at the end, so that
    the job is shown as failed.
    """
    old = due(timezone.now())
    mail = _mail_by_request()
    done = failed = 0
    for pk in _each(old):
        if stopping():
            break
        try:
            done += _anonymise(old, pk, mail.get(pk, ()))
        except Exception as error:
            # Neither its text nor its trace: both may hold what the citizen wrote.
            logger.error("request_not_anonymised", request=pk, reason=type(error).__name__)
            failed += 1
    letters = _forget_mail_left(mail)
    files, files_left = delete_files()
    if failed or files_left:
        raise NotAllForgottenError(f"{failed} requests and {files_left} files are left")
    return {"requests": done, "letters": letters, "files": files}


@transaction.atomic
def forget_request(*, request: CitizenRequest, user: Any, reason: str) -> None:
    """Wipe the personal data of one ended request at once, because a person asks for it (GDPR art. 17).

    `reason` stays in the history. Raises ValidationError without one, for a request that still waits for the
    centre or for a municipality, and when the data are gone already.
    """
    if not reason.strip():
        raise ValidationError({"reason": _("Say why the data are deleted.")})
    current = locked(request)
    if current.anonymised_on is not None:
        raise ValidationError(_("The personal data of this request have been deleted already."), code="ended")
    if not has_ended(current):
        raise ValidationError(_("Only the data of a request that has ended can be deleted. Close it first."))
    _wipe(current, _mail_by_request().get(current.pk, ()))
    log(current, "contact_centre.forget", user=user, data={"reason": reason.strip()})
    transaction.on_commit(partial(delete_files, current.pk), robust=True)


def has_ended(request: CitizenRequest) -> bool:
    """Whether nobody works on `request` any more, so that its data may be deleted."""
    return _ended().filter(pk=request.pk).exists()


def due(now: datetime) -> QuerySet[CitizenRequest]:
    """Requests whose personal data are kept no longer: closed ones, and those that never became one."""
    months = dict(RequestPolicy.objects.values_list("site_id", "keep_months"))
    sites: dict[int, list[int]] = defaultdict(list)
    for site, number in months.items():
        sites[number].append(site)
    old = _older_than(now, KEEP_MONTHS) & ~Q(site__in=list(months))
    for number, of in sites.items():
        old |= _older_than(now, number) & Q(site__in=of)
    return _ended(RequestStatus.RECEIVED).filter(old, anonymised_on__isnull=True)


def _older_than(now: datetime, months: int) -> Q:
    kept_since = now - relativedelta(months=months)
    # For so long the citizen may open it again, however short a time the association has chosen.
    reopenable = now - timedelta(days=limit(REOPEN, timezone.localdate(now)) + 1)
    return Q(status__in=CLOSED_REQUEST, closed_at__lt=min(kept_since, reopenable)) | Q(
        status__in=WITHOUT_ACTIVITY, changed_at__lt=kept_since
    )


def _ended(*also: RequestStatus) -> QuerySet[CitizenRequest]:
    """Requests nobody works on any more; one that a municipality has not answered yet may still come back."""
    waiting = HandOver.objects.filter(request=OuterRef("pk"), state=HandOverState.WAITING)
    states = [*CLOSED_REQUEST, RequestStatus.SPAM, *also]
    found: QuerySet[CitizenRequest] = CitizenRequest.objects.filter(~Exists(waiting), status__in=states)
    return found


def _each(requests: QuerySet[CitizenRequest]) -> Iterator[int]:
    """The keys of `requests`, read in batches; one that failed isn't met again."""
    last = 0
    while some := list(requests.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:BATCH]):
        yield from some
        last = some[-1]


@transaction.atomic
def _anonymise(requests: QuerySet[CitizenRequest], pk: int, mail: Iterable[str]) -> bool:
    """Wipe the request if it still is one of `requests` when its row is ours."""
    request = requests.select_for_update(of=("self",)).filter(pk=pk).first()
    if request is None:
        return False
    _wipe(request, mail)
    log(request, "contact_centre.forget")
    return True


def _wipe(request: CitizenRequest, mail: Iterable[str]) -> None:
    """Wipe everything about a locked request; only its files wait for the commit."""
    marks = marks_of(request)
    if marks is not None:
        take_out_of_activity(request, marks)
    wipe_history(request)
    for trace in RELATED:
        trace.wipe(request)
    forget_mail_about(mail)
    REQUEST.wipe_row(request)
    request.anonymised_on = timezone.localdate()
    request.save(update_fields=[*REQUEST.wiped, "anonymised_on"])


def _mail_by_request() -> Mapping[int, list[str]]:
    """The events of all mail about requests, by the request's key."""
    found: dict[int, list[str]] = defaultdict(list)
    for event in OutboxMessage.objects.filter(event__startswith=PREFIX).values_list("event", flat=True).distinct():
        if (pk := request_of(event)) is not None:
            found[pk].append(event)
    return found


def _forget_mail_left(mail: Mapping[int, list[str]]) -> int:
    """Delete mail about forgotten requests that was still waiting to be sent when they were wiped."""
    forgotten = CitizenRequest.objects.filter(anonymised_on__isnull=False).values_list("pk", flat=True)
    return forget_mail_about(event for pk in forgotten.iterator() for event in mail.get(pk, ()))


def delete_files(request_id: int | None = None) -> tuple[int, int]:
    """Delete the files of forgotten requests (of one of them) and then their rows; how many, and how many are left."""
    done = left = 0
    for model, link in ((RequestAttachment, "request"), (DraftFile, "draft__request")):
        rows = model._default_manager.filter(**{f"{link}__anonymised_on__isnull": False})
        for row in rows.filter(**{link: request_id}) if request_id else rows:
            try:
                private_storage().delete(str(row.file.name))
                row.delete()
                done += 1
            except Exception as error:
                logger.error("file_not_deleted", file=row.pk, model=model.__name__, reason=type(error).__name__)
                left += 1
    RequestDraft.objects.filter(request__anonymised_on__isnull=False, files__isnull=True).delete()
    return done, left
