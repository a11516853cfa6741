"""The form of a piece: title, text, a date, a picture. No JavaScript; what was typed and chosen survives a refusal."""

from datetime import date
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Div, Fieldset, Layout, Submit
from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.formats import get_format
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from wagtail.admin.widgets import AdminDateInput

from portal.core.pictures import checked_picture
from portal.tenancy.models import Association, Municipality

from ..models import Contribution
from . import pictures
from .receiving import Piece

FORM_ID = "prispevek"
ACCEPT = "image/jpeg,image/png,image/heic,.jpg,.jpeg,.png,.heic"
SEND = "send"
OF_MODEL = ("title", "text", "deadline_on", "image_description", "image_credit", "author_name")


class ContributionForm(forms.Form):
    """A piece for an issue; with a `contribution` that one is changed.

    `whose` tells forms apart, so that nobody gets a picture another one put aside.
    """

    title = forms.CharField(
        label=pgettext_lazy("contribution", "Title"),
        help_text=gettext_lazy("What it is about, in a few words."),
        max_length=150,
        error_messages={"required": gettext_lazy("Write a title.")},
    )
    text = forms.CharField(
        label=gettext_lazy("Text"),
        help_text=gettext_lazy(
            "Five to ten sentences: what, where, when, for whom, whom to call. An empty line makes a new paragraph."
        ),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 10}),
        error_messages={"required": gettext_lazy("Write what is new.")},
    )
    deadline_on = forms.DateField(
        label=gettext_lazy("Date to remember"),
        help_text=gettext_lazy("The day of the event, or the last day for something."),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    picture = forms.FileField(
        label=gettext_lazy("Choose a picture"),
        help_text=gettext_lazy(
            "A photo from a phone will do: JPEG, PNG or HEIC, at most 10 MB. Data about its place and time are removed."
        ),
        required=False,
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ACCEPT}),
    )
    without_picture = forms.BooleanField(label=gettext_lazy("Without this picture"), required=False)
    image_description = forms.CharField(
        label=gettext_lazy("What is in the picture"),
        help_text=gettext_lazy("One sentence for those who can't see it. Needed only with a picture."),
        max_length=250,
        required=False,
    )
    image_credit = forms.CharField(
        label=gettext_lazy("Author of the picture"),
        help_text=gettext_lazy("Send only pictures that may be published."),
        max_length=100,
        required=False,
    )
    author_name = forms.CharField(
        label=gettext_lazy("Your name"),
        help_text=gettext_lazy("So that the centre knows whom to ask."),
        max_length=150,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    kept = forms.CharField(widget=forms.HiddenInput, required=False)

    use_required_attribute = False

    def __init__(
        self, *args: Any, whose: str, action: str = "", contribution: Contribution | None = None, **kwargs: Any
    ) -> None:
        initial = {name: getattr(contribution, name) for name in OF_MODEL} if contribution is not None else {}
        super().__init__(*args, **{"label_suffix": "", **kwargs, "initial": {**kwargs.get("initial", {}), **initial}})
        self.whose, self.action, self.contribution = whose, action, contribution
        self.kept_aside: pictures.Kept | None = None
        if self.present_image is None:
            self.fields["without_picture"].widget = forms.HiddenInput()

    @property
    def present_image(self) -> Any:
        """The picture of the piece that is being changed."""
        return self.contribution.image if self.contribution is not None else None

    @cached_property
    def helper(self) -> FormHelper:
        """Made when the form is shown."""
        helper = FormHelper()
        helper.form_class, helper.form_action = "form", f"{self.action}#{FORM_ID}"
        helper.layout = Layout(
            "kept",
            # A hidden field between two others would take their distance.
            *([] if self.present_image is not None else ["without_picture"]),
            "title",
            "text",
            "deadline_on",
            Fieldset(
                _("Picture"),
                HTML('{% include "newsletters/contributions/kept_picture.html" %}'),
                "picture",
                *(["without_picture"] if self.present_image is not None else []),
                "image_description",
                "image_credit",
                css_class="fields",
            ),
            "author_name",
            Div(Submit(SEND, self.send_label, css_class="btn"), css_class="cluster"),
        )
        return helper

    @property
    def send_label(self) -> str:
        return _("Save the changes") if self.contribution is not None else _("Send to the centre")

    def clean_deadline_on(self) -> date | None:
        day: date | None = self.cleaned_data["deadline_on"]
        before = self.contribution.deadline_on if self.contribution is not None else None
        if day is not None and day < timezone.localdate() and day != before:
            raise ValidationError(_("This day went by. Leave the field empty if there is nothing to remember."))
        return day

    def clean(self) -> dict[str, Any]:
        """Check the picture last; a good one is put aside while anything else is wrong."""
        cleaned = super().clean() or {}
        picture = self._picture()
        cleaned["picture"] = picture
        stays = self.present_image is not None and not cleaned.get("without_picture")
        if (picture is not None or stays) and not str(cleaned.get("image_description") or "").strip():
            self.add_error("image_description", _("Describe the picture in one sentence."))
        if self.errors and picture is not None:
            self.keep_picture()
        return cleaned

    def keep_picture(self) -> None:
        """Put the picture aside, so that the form, shown again, still has it."""
        picture = self.cleaned_data.get("picture") or (self.kept_aside.picture if self.kept_aside else None)
        if picture is None:
            return
        try:
            if self.kept_aside is None:
                self.kept_aside = pictures.keep(picture, self.whose)
        except OSError:
            self.add_error("picture", _("The picture couldn't be kept. Choose it again, please."))
            return
        self.data = {**self.data.dict(), "kept": self.kept_aside.token}  # type: ignore[attr-defined]

    def _picture(self) -> Any:
        upload = self.files.get("picture")
        if upload is not None:
            try:
                return checked_picture(upload)
            except ValidationError as error:
                self.add_error("picture", error)
        if self.data.get("kept"):
            self.kept_aside = pictures.kept(str(self.data["kept"]), self.whose)
            if self.kept_aside is None and upload is None:
                self.add_error("picture", _("The picture is no longer here. Choose it again, please."))
        return self.kept_aside.picture if self.kept_aside is not None else None

    def piece(self) -> Piece:
        """What a valid form says."""
        data = self.cleaned_data
        return Piece(
            **{name: data[name] for name in OF_MODEL},
            picture=data["picture"],
            without_picture=data["without_picture"],
        )


class StaffContributionForm(ContributionForm):
    """The same for somebody with an account of the association, who may write for a municipality."""

    municipality = forms.ModelChoiceField(
        label=gettext_lazy("Municipality"),
        queryset=Municipality.objects.none(),
        required=False,
        empty_label=gettext_lazy("the whole association"),
    )

    field_order = ("municipality",)

    def __init__(self, *args: Any, association: Association, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        members = Municipality.objects.members_of(association)
        self.fields["municipality"].queryset = members  # type: ignore[attr-defined]
        self.fields["deadline_on"].widget = AdminDateInput(format=get_format("DATE_INPUT_FORMATS")[0])
