"""A form field for several files of a citizen, each known by its content."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from ..uploads import CITIZENS_TYPES, MAX_FILES, CheckedFile, check_upload

ACCEPT = ".jpg,.jpeg,.png,.heic,.pdf,.docx"


class FilesInput(forms.FileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Up to `MAX_FILES` files; cleans to a list of `CheckedFile`. What is wrong names its file."""

    widget = FilesInput(attrs={"accept": ACCEPT})

    def clean(self, data: Any, initial: Any = None) -> list[CheckedFile]:
        uploads: list[UploadedFile] = [each for each in data or [] if each]
        if len(uploads) > MAX_FILES:
            raise ValidationError(_("At most %(count)d files.") % {"count": MAX_FILES}, code="too_many")
        checked, problems = [], []
        for upload in uploads:
            try:
                checked.append(check_upload(upload, allowed=CITIZENS_TYPES))
            except ValidationError as error:
                problems += [f"{upload.name}: {message}" for message in error.messages]
        if problems:
            raise ValidationError([ValidationError(problem) for problem in problems])
        return checked
