"""Forms that end an activity or bring files to it; the one that opens and changes it is in `register`."""

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.formats import get_format
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminDateInput

from ..enums import AttachmentKind
from ..uploads import STAFF_TYPES, CheckedFile, check_upload


def use_date_pickers(form: forms.BaseForm) -> None:
    """Give date fields Wagtail's calendar, which writes dates as people of the active language do."""
    written = get_format("DATE_INPUT_FORMATS")[0]
    for field in form.fields.values():
        if isinstance(field, forms.DateField):
            field.widget = AdminDateInput(format=written)


class FileMixin(forms.Form):
    """Checks an uploaded file of the centre's staff by its content."""

    checked_file: CheckedFile | None = None

    def clean_file(self) -> UploadedFile | None:
        upload = self.cleaned_data["file"]
        if upload:
            self.checked_file = check_upload(upload, allowed=STAFF_TYPES)
        return upload

    def checked(self) -> CheckedFile:
        """The file of a valid form. Raises ValidationError if none came."""
        if self.checked_file is None:
            raise ValidationError({"file": _("Choose a file.")})
        return self.checked_file


class FileForm(FileMixin):
    """A document of an activity, or the written opinion (ACT-4)."""

    kind = forms.ChoiceField(label=_("Kind"), choices=AttachmentKind.choices)
    file = forms.FileField(label=_("File"), help_text=_("Picture, PDF or office document, at most 10 MB."))
