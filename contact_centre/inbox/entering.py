"""Requests that came by phone, in person, by letter or e-mail, written down by whoever took them (CIT-4)."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic.edit import FormView
from wagtail.admin import messages
from wagtail.admin.views.generic import PermissionCheckedMixin
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.widgets import AdminAutoHeightTextInput, AdminDateTimeInput

from portal.core.tickets import new_token
from portal.core.validators import normalise_phone
from portal.tenancy.boundary import sites_of
from portal.tenancy.models import Agenda, Association, Municipality

from ..enums import Channel, RequestKind
from ..intake.letters import enqueue_receipt
from ..intake.receiving import submit_request
from ..models import CitizenRequest, RequestCategory
from ..models.request import TEXT_LENGTH
from ..uploads import MAX_FILES, STAFF_TYPES, CheckedFile, check_upload
from ..views.register import put_errors

CHANNELS = (Channel.PHONE, Channel.IN_PERSON, Channel.LETTER, Channel.EMAIL)
CHOOSE = gettext_lazy("Choose")


class SeveralFilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class SeveralFilesField(forms.FileField):
    """Up to `MAX_FILES` files, each checked by its content; the value is a list of CheckedFile."""

    widget = SeveralFilesInput

    def clean(self, data: Any, initial: Any = None) -> list[CheckedFile]:
        uploads: list[UploadedFile] = [each for each in data or [] if each]
        if len(uploads) > MAX_FILES:
            raise ValidationError(_("At most %(count)d files.") % {"count": MAX_FILES})
        return [check_upload(super(SeveralFilesField, self).clean(each), allowed=STAFF_TYPES) for each in uploads]


class EnterForm(forms.Form):
    """What somebody told the centre; the same as the public form asks for, and how it came."""

    association = forms.ModelChoiceField(label=gettext_lazy("Association"), queryset=Association.objects.none())
    channel = forms.ChoiceField(
        label=gettext_lazy("Came by"), choices=[(each.value, each.label) for each in CHANNELS], widget=forms.RadioSelect
    )
    received_at = forms.DateTimeField(
        label=gettext_lazy("Received"),
        widget=AdminDateTimeInput,
        help_text=gettext_lazy("The days of answer count from here."),
    )
    municipality = forms.ModelChoiceField(
        label=gettext_lazy("Municipality it is about"), queryset=Municipality.objects.none(), empty_label=CHOOSE
    )
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=RequestKind.choices, widget=forms.RadioSelect)
    category = forms.ModelChoiceField(
        label=gettext_lazy("Category"), queryset=RequestCategory.objects.none(), required=False, empty_label="–"
    )
    agenda = forms.ModelChoiceField(
        label=gettext_lazy("Agenda"),
        queryset=Agenda.objects.none(),
        required=False,
        empty_label="–",
        help_text=gettext_lazy("Who handles it gets the request."),
    )
    text = forms.CharField(
        label=gettext_lazy("What they need or what happened"),
        max_length=TEXT_LENGTH,
        widget=AdminAutoHeightTextInput(attrs={"rows": 5}),
    )
    place = forms.CharField(label=gettext_lazy("Place"), max_length=200, required=False)
    name = forms.CharField(label=gettext_lazy("Name"), max_length=150, required=False)
    phone = forms.CharField(label=gettext_lazy("Phone"), max_length=30, required=False)
    email = forms.EmailField(label=gettext_lazy("E-mail"), required=False)
    send_receipt = forms.BooleanField(
        label=gettext_lazy("Send a receipt with the number to this e-mail"), required=False
    )
    attachments = SeveralFilesField(
        label=gettext_lazy("Files"),
        required=False,
        help_text=gettext_lazy("At most five, each at most 10 MB: pictures, PDF, documents and tables."),
    )
    token = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        own = Association.objects.filter(site__in=sites_of(user, CitizenRequest, "add")).order_by("sort_key")
        fields["association"].queryset = own
        only = list(own[:2])
        if len(only) == 1:
            fields["association"].widget = forms.HiddenInput()
            fields["association"].disabled = True
            self.initial["association"] = only[0].pk
        fields["municipality"].queryset = Municipality.objects.filter(memberships__association__in=own).distinct()
        fields["category"].queryset = RequestCategory.objects.current()
        fields["agenda"].queryset = Agenda.objects.filter(site__in=own.values("site")).order_by("order", "title")
        self.initial.setdefault("received_at", timezone.localtime().replace(second=0, microsecond=0))
        self.initial.setdefault("token", new_token())

    def clean_received_at(self) -> Any:
        moment = self.cleaned_data["received_at"]
        if moment > timezone.now():
            raise ValidationError(_("Give a time that has come."))
        return moment

    def clean_phone(self) -> str:
        phone = self.cleaned_data["phone"]
        return normalise_phone(phone) if phone else ""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("send_receipt") and not cleaned.get("email") and "email" not in self.errors:
            self.add_error("email", _("A receipt needs an e-mail."))
        return cleaned


class EnterRequestView(PermissionCheckedMixin, WagtailAdminTemplateMixin, FormView):
    """Writes a request down by the same action as the public form; the centre gets no notice of its own work."""

    model = CitizenRequest
    permission_required = "add"
    form_class = EnterForm
    template_name = "contact_centre/admin/request_enter.html"
    page_title = gettext_lazy("Enter a request")
    header_icon = "plus"
    index_url_name: Any = None

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *self.breadcrumbs_items,
            {"url": "../", "label": capfirst(CitizenRequest._meta.verbose_name_plural)},
            {"url": "", "label": self.get_page_title()},
        ]

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "user": self.request.user}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        return {**context, "media": context["form"].media}

    def form_valid(self, form: EnterForm) -> HttpResponse:
        data = dict(form.cleaned_data)
        try:
            stored = self._store(data)
        except ValidationError as error:
            put_errors(form, error)
            return self.form_invalid(form)
        messages.success(self.request, _("The request is recorded as %(number)s.") % {"number": stored})
        return redirect("citizen_requests:inspect", stored.pk)

    @transaction.atomic
    def _store(self, data: dict[str, Any]) -> CitizenRequest:
        send_receipt, token = data.pop("send_receipt"), data.pop("token") or new_token()
        stored = submit_request(**data, submission_token=token, notify=False, user=self.request.user)
        if send_receipt:
            enqueue_receipt(association=data["association"], request=stored)
        return stored
