"""Ending a request in the admin, and telling its mayor again. The tenant's scope is put in front by the viewset."""

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.views.generic.edit import FormView
from wagtail.admin import messages
from wagtail.admin.views.generic import PermissionCheckedMixin
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from portal.core.keys import typed_key

from ..actions import decline_request, resolve_request
from ..enums import Look, RequestStatus
from ..inbox.permissions import may_work_on
from ..models import ActivityOutput, CitizenRequest, MayorNotice
from ..persons import without_person
from ..privacy.looks import note_look
from ..views.register import put_errors
from .answers import waiting_for_the_same
from .forms import AnotherWordForm, ClosingForm
from .letters import preview
from .returned import ending_of, may_tell_again, tell_mayor_again
from .word_fields import WordFields

INSERT, PREVIEW = "insert", "preview"
"""Buttons that change the page and end nothing."""


class RequestFormView(PermissionCheckedMixin, WagtailAdminTemplateMixin, FormView):
    """A form about one request, which ends here or has ended."""

    model = CitizenRequest
    permission_required = "change"
    ended_message: Any = ""
    success_message: Any = ""

    @cached_property
    def citizen_request(self) -> CitizenRequest:
        return self._read()

    def _read(self) -> CitizenRequest:
        requests = CitizenRequest.objects.select_related(
            "municipality", "category", "activity__handled_by", "activity__responsible", "activity__output"
        )
        found: CitizenRequest = get_object_or_404(requests, pk=self.kwargs["pk"])
        return found

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not may_work_on(request.user, self.citizen_request):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def is_possible(self) -> bool:
        """Whether the request still is where this form makes sense."""
        raise NotImplementedError

    def perform(self, form: Any) -> None:
        """Do it. A ValidationError goes back into the form, at its fields."""
        raise NotImplementedError

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.is_possible():
            messages.warning(request, self.ended_message)
            return redirect(self.get_success_url())
        note_look(request=self.citizen_request, user=request.user, what=Look.REQUEST)
        return super().get(request, *args, **kwargs)

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            self.perform(form)
        except ValidationError as error:
            # Somebody may have ended it while this page was open: what was typed stays on the page.
            self.citizen_request = self._read()
            put_errors(form, error)
            return self.form_invalid(form)
        messages.success(self.request, self.success_message % {"reference": self.citizen_request.reference})
        return redirect(self.get_success_url())

    def get_success_url(self) -> str:
        return reverse("citizen_requests:inspect", args=[self.citizen_request.pk])

    def get_page_subtitle(self) -> str:
        return self.citizen_request.reference

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *self.breadcrumbs_items,
            {"url": reverse("citizen_requests:index"), "label": capfirst(CitizenRequest._meta.verbose_name_plural)},
            {"url": self.get_success_url(), "label": self.citizen_request.reference},
            {"url": "", "label": self.get_page_title(), "sublabel": self.citizen_request.reference},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        form = context["form"]
        context.update(
            citizen_request=self.citizen_request,
            is_possible=self.is_possible(),
            ended_message=self.ended_message,
            back_url=self.get_success_url(),
            media=form.media,
            letter=self.letter(form),
        )
        return context

    def letter(self, form: WordFields) -> dict[str, str] | None:
        """The letter the mayor would get, as it stands now."""
        if form.addressee is None:
            return None
        return preview(request=self.citizen_request, mandate=form.addressee, **self.ending(form))

    def ending(self, form: Any) -> dict[str, Any]:
        """How the request ends, for the letter."""
        raise NotImplementedError


class ClosingView(RequestFormView):
    form_class = ClosingForm
    template_name = "contact_centre/admin/close_request.html"
    outcome: RequestStatus
    submit_label: Any = ""
    ended_message = _("Nobody works on this request any more: it has been closed or handed over. Nothing was sent.")

    def is_possible(self) -> bool:
        return self.citizen_request.is_worked_on

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if INSERT in request.POST or PREVIEW in request.POST:
            return self.render_to_response(self.get_context_data(form=self._as_typed()))
        return super().post(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {
            **super().get_form_kwargs(),
            "request": self.citizen_request,
            "outcome": self.outcome,
            "user": self.request.user,
        }

    def _as_typed(self) -> ClosingForm:
        """The form as it was sent, unchecked; with the chosen ready answer put behind what was typed."""
        typed = {
            name: str(value)
            for name, value in self.request.POST.items()
            if name in {*ClosingForm.base_fields, "reason"}
        }
        if PREVIEW in self.request.POST and not typed.get("output_description", "").strip():
            typed["output_description"] = without_person(self.citizen_request, typed.get("answer", "")).strip()
        form = ClosingForm(initial=typed, request=self.citizen_request, outcome=self.outcome, user=self.request.user)
        if INSERT in self.request.POST and (chosen := typed_key(typed.get("ready"))) is not None:
            ready = form.fields["ready"].queryset.filter(pk=chosen).first()  # type: ignore[attr-defined]
            if ready is not None:
                form.initial["answer"] = "\n\n".join(filter(None, [typed.get("answer", "").rstrip(), ready.text]))
        return form

    def ending(self, form: ClosingForm) -> dict[str, Any]:
        key = typed_key(form["output"].value())
        output = ActivityOutput.objects.filter(pk=key).first() if key is not None else None
        return {
            "outcome": self.outcome,
            "output": output,
            "output_description": str(form["output_description"].value() or "").strip(),
        }

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            **kwargs,
            submit_label=self.submit_label,
            others=waiting_for_the_same(self.citizen_request),
            shows_preview=PREVIEW in self.request.POST,
        )

    def perform(self, form: ClosingForm) -> None:
        data = form.cleaned_data
        self.close(
            request=self.citizen_request,
            output=data["output"],
            output_description=data["output_description"],
            answer=data["answer"],
            word=form.word(),
            closed_on=data["closed_on"],
            reason=data.get("reason", ""),
            file=form.checked_file,
            file_kind=form.file_kind,
            user=self.request.user,
        )

    def close(self, **ending: Any) -> None:
        raise NotImplementedError


class ResolveView(ClosingView):
    outcome = RequestStatus.RESOLVED
    header_icon = "check"
    page_title = _("Resolve request")
    submit_label = _("Resolve and send")
    success_message = _("Request %(reference)s is resolved.")

    def close(self, **ending: Any) -> None:
        resolve_request(**ending)


class DeclineView(ClosingView):
    outcome = RequestStatus.DECLINED
    header_icon = "cross"
    page_title = _("Decline request")
    submit_label = _("Decline and send")
    success_message = _("Request %(reference)s is declined.")

    def close(self, **ending: Any) -> None:
        decline_request(**ending)


class MayorAgainView(RequestFormView):
    """Another word for a closing whose letter came back, or that said why the mayor was not informed."""

    form_class = AnotherWordForm
    template_name = "contact_centre/admin/mayor_again.html"
    header_icon = "mail"
    page_title = _("Tell the mayor")
    success_message = _("How the mayor of request %(reference)s was told is recorded.")
    ended_message = _("There is nothing left to tell the mayor about this request.")

    def is_possible(self) -> bool:
        return may_tell_again(self.citizen_request)

    @cached_property
    def notice(self) -> MayorNotice | None:
        """What was said about this closing before, if somebody was told."""
        return self.citizen_request.mayor_notices.filter(closing=self.citizen_request.times_reopened).first()

    def get_form_kwargs(self) -> dict[str, Any]:
        failed = self.notice.email if self.notice and self.notice.returned_at else ""
        return {**super().get_form_kwargs(), "request": self.citizen_request, "failed": failed}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs, notice=self.notice)

    def ending(self, form: Any) -> dict[str, Any]:
        return ending_of(self.citizen_request)

    def perform(self, form: AnotherWordForm) -> None:
        tell_mayor_again(request=self.citizen_request, word=form.word(), user=self.request.user)
