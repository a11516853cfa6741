"""Forms of the activity register in the admin."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db.models import Q
from django.forms.models import ModelChoiceIterator
from django.utils import timezone
from django.utils.formats import get_format
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminAutoHeightTextInput, AdminDateInput, FilteredSelect

from portal.tenancy.boundary import sites_of
from portal.tenancy.forms import TenantModelForm
from portal.tenancy.models import Municipality

from ..enums import RUNNING_ACTIVITY, AttachmentKind
from ..models import Activity, ActivityOutput, ActivitySubarea
from ..uploads import STAFF_TYPES, CheckedFile, check_upload

CODE_LISTS = ("trigger", "area", "subarea", "handled_by")
ADVICE = (("", _("as usual for the sub-area")), ("True", _("yes")), ("False", _("no")))


def use_date_pickers(form: forms.BaseForm) -> None:
    """Give date fields Wagtail's calendar, which writes dates as people of the active language do."""
    written = get_format("DATE_INPUT_FORMATS")[0]
    for field in form.fields.values():
        if isinstance(field, forms.DateField):
            field.widget = AdminDateInput(format=written)


class SubareaIterator(ModelChoiceIterator):
    """Choices that know their area, so that Wagtail's filtered select shows only those of the chosen one."""

    def choice(self, obj: ActivitySubarea) -> tuple[Any, str, list[int]]:  # type: ignore[override]
        label = _("%(name)s (expert advice)") % {"name": obj.label} if obj.is_expert_advice else obj.label
        return self.field.prepare_value(obj), str(label), [obj.area_id]


class SubareaField(forms.ModelChoiceField):
    iterator = SubareaIterator
    widget = FilteredSelect

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.widget.filter_field = "id_area"


class ActivityForm(TenantModelForm):
    """Opening and changing an activity (ACT-2); it is closed by a form of its own (ACT-3)."""

    subarea = SubareaField(label=_("Sub-area"), queryset=ActivitySubarea.objects.all())
    is_expert_advice = forms.TypedChoiceField(
        label=_("Expert advice"),
        choices=ADVICE,
        coerce=lambda value: value == "True",
        empty_value=None,
        required=False,
        help_text=_("Half of the quota has to be advice. Each sub-area says whether it usually is."),
    )

    class Meta:
        model = Activity
        fields = [
            "site",
            "title",
            "started_on",
            "trigger",
            "area",
            "subarea",
            "description",
            "handled_by",
            "responsible",
            "status",
            "is_expert_advice",
            "municipalities",
        ]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in CODE_LISTS:
            field = self.fields[name]
            kept = Q(pk=getattr(self.instance, f"{name}_id"))
            current = field.queryset.model.objects.current()
            field.queryset = current | field.queryset.model.objects.filter(kept)
            field.empty_label = _("Choose")
        use_date_pickers(self)
        self.fields["status"].choices = [(status.value, status.label) for status in RUNNING_ACTIVITY]
        self.fields["responsible"].empty_label = _("Nobody yet")
        self.fields["municipalities"].queryset = self._municipalities()
        if not self.instance.pk:
            self.initial["is_expert_advice"] = ""

    def _municipalities(self) -> Any:
        """Municipalities that are or were members where the user works; those on the record stay."""
        sites = sites_of(self.for_user, Activity, "add", "change")
        if self.instance.pk:
            sites = sites.filter(pk=self.instance.site_id)
        return Municipality.objects.filter(memberships__association__site__in=sites).distinct()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        subarea = cleaned.get("subarea")
        if cleaned.get("is_expert_advice") is None and subarea is not None:
            cleaned["is_expert_advice"] = subarea.is_expert_advice
        return cleaned


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


class CloseForm(FileMixin):
    """What closing an activity needs (ACT-3); one that keeps a request has a form of its own, in `closing`."""

    closed_on = forms.DateField(label=_("Ended on"), widget=AdminDateInput, initial=timezone.localdate, localize=True)
    output = forms.ModelChoiceField(
        label=_("Output"),
        queryset=ActivityOutput.objects.none(),
        empty_label=_("Choose"),
        error_messages={"required": _("Choose what the activity ended with.")},
    )
    output_description = forms.CharField(
        label=_("Description of the output"),
        widget=AdminAutoHeightTextInput,
        help_text=_("What came of it, so that somebody else understands it in a year."),
        error_messages={"required": _("Describe what the activity ended with.")},
    )
    file = forms.FileField(
        label=_("File"), required=False, help_text=_("Picture, PDF or office document, at most 10 MB.")
    )

    def __init__(self, *args: Any, activity: Activity, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.activity = activity
        use_date_pickers(self)
        self.fields["output"].queryset = ActivityOutput.objects.current()  # type: ignore[attr-defined]
        if activity.handled_by.opinion_required and not activity.has_opinion:
            self.fields["file"].label = _("Written opinion")
            self.fields["file"].required = True
            self.fields["file"].error_messages["required"] = _(
                "%(handler)s handles this activity: attach the written opinion."
            ) % {"handler": activity.handled_by.label}

    @property
    def file_kind(self) -> str:
        """An opinion where one is awaited, an attachment otherwise."""
        return AttachmentKind.OPINION if self.fields["file"].required else AttachmentKind.ATTACHMENT

    def clean_closed_on(self) -> Any:
        closed_on = self.cleaned_data["closed_on"]
        if closed_on < self.activity.started_on:
            raise ValidationError(_("An activity can't end before it started."))
        return closed_on


class CancelForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"),
        widget=AdminAutoHeightTextInput,
        help_text=_("It stays in the history. A cancelled activity never counts."),
        error_messages={"required": _("Say why the activity is cancelled.")},
    )
