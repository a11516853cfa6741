"""Closing, cancelling and reopening an activity, its files, and the download of private files.

The tenant's scope is put in front of these views by the viewset.
"""

from abc import ABC, abstractmethod
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.views.generic import View
from django.views.generic.edit import FormView
from wagtail.admin import messages
from wagtail.admin.views.generic import PermissionCheckedMixin
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from portal.core.keys import typed_key

from ..actions import attach_file, cancel_activity, close_activity, remove_file, reopen_activity
from ..closing.evaluated import evaluation_of, may_correct
from ..enums import ActivityStatus
from ..forms import CancelForm, CloseForm, FileForm, ReopenForm
from ..legal.words import used_up
from ..models import Activity, ActivityAttachment, CitizenRequest, PeriodEvaluation
from ..models.activity import StoredFile
from .register import put_errors


class ActivityActionView(ABC, PermissionCheckedMixin, WagtailAdminTemplateMixin, FormView):
    """A form about one activity, which has to be running unless `refused` says otherwise."""

    model = Activity
    permission_required = "change"
    template_name = "contact_centre/admin/activity_form.html"
    success_message: Any = ""
    submit_label: Any = ""
    ends_activity = False
    """Whether this form ends the activity, which one that keeps a request does only with the request."""

    @cached_property
    def activity(self) -> Activity:
        activities = Activity.objects.select_related("handled_by", "area", "subarea", "request")
        return get_object_or_404(activities, pk=self.kwargs["pk"])

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not self.user_has_permission("change"):
            return super().dispatch(request, *args, **kwargs)
        if refused := self.refused():
            messages.warning(request, refused)
            return redirect(self.inspect_url)
        keeps: CitizenRequest | None = getattr(self.activity, "request", None)
        if self.ends_activity and keeps is not None:
            messages.warning(request, _("This activity keeps a citizen's request: it ends with the request."))
            return redirect("citizen_requests:resolve", keeps.pk)
        return super().dispatch(request, *args, **kwargs)

    def refused(self) -> Any:
        """Why this form makes no sense for the activity as it is now; "" if it does."""
        return "" if self.activity.is_running else _("This activity has ended already.")

    @property
    def inspect_url(self) -> str:
        return reverse("activities:inspect", args=[self.activity.pk])

    def get_success_url(self) -> str:
        return reverse("activities:index")

    def get_page_subtitle(self) -> str:
        return str(self.activity)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *self.breadcrumbs_items,
            {"url": reverse("activities:index"), "label": capfirst(Activity._meta.verbose_name_plural)},
            {"url": self.inspect_url, "label": self.activity.reference},
            {"url": "", "label": self.get_page_title(), "sublabel": str(self.activity)},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        context.update(activity=self.activity, submit_label=self.submit_label, media=context["form"].media)
        return context

    @abstractmethod
    def perform(self, form: Any) -> None:
        """Do it. A ValidationError goes back into the form, at its fields."""

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            self.perform(form)
        except ValidationError as error:
            put_errors(form, error)
            return self.form_invalid(form)
        messages.success(self.request, self.success_message % {"activity": self.activity})
        return redirect(self.get_success_url())


class CloseActivityView(ActivityActionView):
    form_class = CloseForm
    ends_activity = True
    header_icon = "check"
    page_title = _("Close activity")
    submit_label = _("Close the activity")
    success_message = _("The activity “%(activity)s” is closed.")

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "activity": self.activity, "user": self.request.user}

    def perform(self, form: CloseForm) -> None:
        self._close(form)
        if (form.cleaned_data.get("legal_hours") or 0) > 0 and (warning := used_up(self.activity.site_id)):
            messages.warning(self.request, warning)

    @transaction.atomic
    def _close(self, form: CloseForm) -> None:
        data, user = form.cleaned_data, self.request.user
        if form.checked_file is not None:
            attach_file(activity=self.activity, file=form.checked_file, kind=form.file_kind, user=user)
        amounts: dict[str, Any] = form.amounts()
        close_activity(
            activity=self.activity,
            output=data["output"],
            output_description=data["output_description"],
            closed_on=data["closed_on"],
            reason=data.get("reason", ""),
            user=user,
            **amounts,
        )


class CancelActivityView(ActivityActionView):
    form_class = CancelForm
    ends_activity = True
    header_icon = "cross"
    page_title = _("Cancel activity")
    submit_label = _("Cancel the activity")
    success_message = _("The activity “%(activity)s” is cancelled.")

    def perform(self, form: CancelForm) -> None:
        cancel_activity(activity=self.activity, reason=form.cleaned_data["reason"], user=self.request.user)


class ReopenActivityView(ActivityActionView):
    """Taking up a closed activity again; in a period that was evaluated only by who answers for its numbers."""

    form_class = ReopenForm
    template_name = "contact_centre/admin/reopen.html"
    header_icon = "rotate"
    page_title = _("Reopen activity")
    submit_label = _("Reopen the activity")
    success_message = _("The activity “%(activity)s” is open again.")

    @cached_property
    def evaluation(self) -> PeriodEvaluation | None:
        """The evaluation that counted the activity."""
        closed_on = self.activity.closed_on
        return None if closed_on is None else evaluation_of(self.activity.site_id, closed_on)

    def refused(self) -> Any:
        if self.activity.status != ActivityStatus.CLOSED:
            return _("Only a closed activity can be reopened.")
        if getattr(self.activity, "request", None) is not None:
            return _("This activity keeps a citizen's request: it is opened again with the request.")
        if self.evaluation is not None and not may_correct(self.request.user, self.activity.site_id):
            return _(
                "The period %(period)s was evaluated with this activity. Only the centre's manager reopens it."
            ) % {"period": self.evaluation.period.days}
        return ""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(evaluation=self.evaluation, **kwargs)

    def get_success_url(self) -> str:
        return self.inspect_url

    def perform(self, form: ReopenForm) -> None:
        reopen_activity(activity=self.activity, reason=form.cleaned_data["reason"], user=self.request.user)


class ActivityFilesView(ActivityActionView):
    """The files of a running activity: add one, take one away."""

    form_class = FileForm
    template_name = "contact_centre/admin/activity_files.html"
    header_icon = "doc-full"
    page_title = _("Files")
    submit_label = _("Attach the file")
    success_message = _("The file is attached.")

    def get_success_url(self) -> str:
        return reverse("activities:files", args=[self.activity.pk])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(attachments=self.activity.attachments.select_related("added_by"), **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if (pk := typed_key(request.POST.get("remove"))) is not None:
            attachment = get_object_or_404(ActivityAttachment, activity=self.activity, pk=pk)
            remove_file(attachment=attachment, user=request.user)
            messages.success(request, _("The file is removed."))
            return redirect(self.get_success_url())
        return super().post(request, *args, **kwargs)

    def perform(self, form: FileForm) -> None:
        attach_file(
            activity=self.activity,
            file=form.checked(),
            kind=form.cleaned_data["kind"],
            user=self.request.user,
        )


class DownloadView(PermissionCheckedMixin, View):
    """A private file, as a download, to those who may see the record it belongs to."""

    model: Any = None
    any_permission_required = ["add", "change", "view"]
    attachments: Any = None

    def get(self, request: HttpRequest, pk: int, attachment: int) -> FileResponse:
        files: type[StoredFile] = self.attachments
        field = "activity" if files is ActivityAttachment else "request"
        stored = get_object_or_404(files._default_manager, **{field: pk, "pk": attachment})
        response = FileResponse(
            stored.file.open("rb"), as_attachment=True, filename=stored.original_name, content_type=stored.content_type
        )
        response["Cache-Control"] = "private, no-store"
        response["X-Content-Type-Options"] = "nosniff"
        return response
