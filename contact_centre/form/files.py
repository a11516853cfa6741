"""Files added to a draft: each is checked on its own, so that one that is refused takes no other with it."""

from datetime import timedelta
from typing import Any

import structlog
from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import DatabaseError
from django.http import HttpRequest
from django.utils.functional import lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from portal.core.limits import is_over_limit
from portal.tenancy.models import Association
from portal.users.client import ip_address

from ..forms.files import ACCEPT, FilesInput
from ..models import RequestDraft
from ..uploads import MAX_FILES, check_upload
from .drafts import add_file, too_many
from .sending import FINE, TOO_MANY, UNAVAILABLE, UNPROCESSABLE, with_a_working_connection

logger = structlog.get_logger(__name__)

FIELD = "attachments"
WINDOW = timedelta(minutes=10)
PER_ADDRESS = 100
"""Files looked at for one address in a window: each costs memory and time."""
MOST_AT_ONCE = 2 * MAX_FILES
"""Files of one form that are looked at: as many as may be there, twice over when a button was pressed twice."""


def _hint() -> str:
    count = ngettext("At most %(count)s file", "At most %(count)s files", MAX_FILES) % {"count": MAX_FILES}
    kinds = _("JPEG, PNG, HEIC, PDF or DOCX, 10 MB each.")
    lost = _("Photos lose the data about their place and time.")
    return f"{count}, {kinds} {lost}"


class FilesForm(forms.Form):
    """The field for files; what was wrong with them stands at it."""

    attachments = forms.FileField(
        label=gettext_lazy("Choose photos or documents"),
        help_text=lazy(_hint, str)(),
        required=False,
        widget=FilesInput(attrs={"accept": ACCEPT}),
    )

    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})

    def clean_attachments(self) -> None:
        """Nothing here: `take_files` checks each on its own."""


def take_files(request: HttpRequest, association: Association, draft: RequestDraft, form: FilesForm) -> int:
    """Check and add what was chosen; the status of the answer. What was refused and why stands at the field.

    Raises AlreadySent.
    """
    chosen = [file for file in request.FILES.getlist(FIELD) if isinstance(file, UploadedFile)]
    form.full_clean()
    form.errors.clear()
    if not chosen:
        return FINE
    who = f"{association.site_id}:{ip_address(request)}"
    statuses = [FINE]
    for number, upload in enumerate(chosen):
        if is_over_limit("contact-file", who, at_most=PER_ADDRESS, window=WINDOW):
            form.add_error(FIELD, _("We have received many files in a short time. Please add yours in ten minutes."))
            return TOO_MANY
        if number >= MOST_AT_ONCE:
            form.add_error(FIELD, too_many())
            return UNPROCESSABLE
        statuses.append(_take(association, draft, upload, form))
    return max(statuses)


def _take(association: Association, draft: RequestDraft, upload: UploadedFile, form: FilesForm) -> int:
    try:
        add_file(draft, check_upload(upload))
    except ValidationError as error:
        for message in error.messages:
            form.add_error(FIELD, f"{upload.name}: {message}")
        return UNPROCESSABLE
    except (DatabaseError, OSError) as error:
        # No traceback: it may hold the name of the file.
        with_a_working_connection()
        logger.error("contact_file_not_stored", site_id=association.site_id, reason=type(error).__name__)
        said = _("We could not store this file. Try it again in a while, or send the message without it.")
        form.add_error(FIELD, f"{upload.name}: {said}")
        return UNAVAILABLE
    return FINE
