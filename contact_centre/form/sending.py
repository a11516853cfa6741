"""From a valid form to a stored request, or to a draft; whatever fails is said in the form, which keeps everything."""

from datetime import timedelta
from functools import partial

import structlog
from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.db import DatabaseError, connection
from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from portal.core.limits import is_over_limit
from portal.core.validators import format_phone
from portal.tenancy.models import Association
from portal.users.client import ip_address

from ..actions import submit_request
from ..intake.guards import MOST_PER_ADDRESS, MOST_PER_SITE, TooMany, judge
from ..models import CitizenRequest, RequestDraft
from .drafts import draft_submitted_with, keep_draft
from .public_form import ContactForm

logger = structlog.get_logger(__name__)

FINE, UNPROCESSABLE, TOO_MANY, UNAVAILABLE = 200, 422, 429, 503
WINDOW = timedelta(minutes=10)


def send(request: HttpRequest, association: Association, form: ContactForm) -> CitizenRequest | int:
    """Store what the valid `form` says, with the files of its draft; or the status of the refusal, told in the form.

    A form sent again gets the first request and counts for no limit (R1). Whether the message was put aside is
    nobody's business but the centre's: the answer is the same.
    """
    site_id = association.site_id
    try:
        data = form.cleaned_data
        point = data["point"]
        stored = submit_request(
            association=association,
            municipality=data["municipality"],
            kind=data["kind"],
            category=data["topic"].category,
            agenda=data["topic"].agenda,
            text=data["text"],
            place=data["place"],
            latitude=point.latitude if point else None,
            longitude=point.longitude if point else None,
            name=data["name"],
            email=data["email"],
            phone=data["phone"],
            language=get_language() or "cs",
            follows=data["follows"],
            draft=form.draft,
            submission_token=form.submission_token,
            guard=partial(
                judge,
                site_id=site_id,
                address=ip_address(request),
                text=data["text"],
                verdict=form.verdict,
                trap_filled=bool(data["website"]),
            ),
        )
    except TooMany:
        form.refuse(_("We have received many messages in a short time. Please send yours again in ten minutes."))
        return TOO_MANY
    except ValidationError as error:
        _put(form, error)
        return UNPROCESSABLE
    except (DatabaseError, OSError, ObjectDoesNotExist) as error:
        return failed(association, form, error)
    return stored


def set_aside(request: HttpRequest, association: Association, form: ContactForm) -> CitizenRequest | RequestDraft | int:
    """Keep what the valid `form` says for the preview; the request if it was sent meanwhile; or as `send`."""
    site_id, token = association.site_id, form.submission_token
    try:
        before = sent_before(association, form)
        if before is not None:
            return before
        if form.draft is None and draft_submitted_with(site_id=site_id, submission_token=token) is None:
            address = f"{site_id}:{ip_address(request)}"
            by_address = is_over_limit("contact-draft", address, at_most=MOST_PER_ADDRESS, window=WINDOW)
            if by_address or is_over_limit("contact-drafts", str(site_id), at_most=MOST_PER_SITE, window=WINDOW):
                form.refuse(
                    _("We have received many messages in a short time. Please send yours again in ten minutes.")
                )
                return TOO_MANY
        draft = keep_draft(site_id=site_id, submission_token=token, data=form.typed(), language=get_language() or "cs")
    except (DatabaseError, OSError, ObjectDoesNotExist) as error:
        return failed(association, form, error)
    return draft


def sent_before(association: Association, form: ContactForm) -> CitizenRequest | None:
    """The request that this very form has already stored, or None."""
    found: CitizenRequest | None = CitizenRequest.objects.submitted_with(
        site_id=association.site_id, submission_token=form.submission_token
    )
    return found


def not_stored(association: Association, error: Exception) -> str:
    """What is said when nothing could be stored. The log gets neither the traceback nor the database's message:
    both may hold what the citizen wrote."""
    with_a_working_connection()
    logger.error("contact_request_not_stored", site_id=association.site_id, reason=type(error).__name__)
    if association.phone:
        return _("We could not store your message. Please try again in a while, or call %(phone)s.") % {
            "phone": format_phone(association.phone)
        }
    return _("We could not store your message. Please try again in a while.")


def with_a_working_connection() -> None:
    """Part with a connection that was lost: the page that says so asks the database too."""
    if not connection.in_atomic_block:
        connection.close_if_unusable_or_obsolete()


def failed(association: Association, form: ContactForm, error: Exception) -> int:
    """Say in the form that nothing could be stored; the status of the answer."""
    form.refuse(not_stored(association, error))
    return UNAVAILABLE


def _put(form: ContactForm, error: ValidationError) -> None:
    """Put what was refused at the form's fields; what belongs to no field goes to the top."""
    if not hasattr(error, "error_dict"):
        form.add_error(None, error)
        return
    for name, errors in error.error_dict.items():
        field = "topic" if name in {"agenda", "category"} else name
        form.add_error(field if field in form.fields else None, errors)
