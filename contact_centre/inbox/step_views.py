"""Steps that one button takes: take over, give to somebody, let the time run on, let in, put away.

The tenant's scope is put in front of them by the viewset.
"""

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import View
from wagtail.admin import messages

from ..intake.quarantine import reject_as_spam, release_request
from ..life import locked
from ..models import CitizenRequest
from .forms import AssignForm
from .page_views import request_of
from .permissions import may_work_on
from .working import assign_request, resume_request, start_request

BEFORE_YOU = gettext_lazy("Somebody did something with this request before you: look at how it stands now.")


class StepView(View):
    """POST: one step. What a verb refuses, or somebody else did before, is said; nothing else changes then."""

    http_method_names = ["post"]
    model = CitizenRequest
    done: Any = ""

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        citizen_request = request_of(pk)
        if not may_work_on(request.user, citizen_request):
            raise PermissionDenied
        try:
            if self.perform(citizen_request):
                messages.success(request, self.done)
            else:
                messages.warning(request, BEFORE_YOU)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        return redirect("citizen_requests:inspect", pk)

    def perform(self, citizen_request: CitizenRequest) -> bool:
        """Do it; False when somebody was faster. Raises ValidationError."""
        raise NotImplementedError


class StartView(StepView):
    done = gettext_lazy("The request is in progress.")

    def perform(self, citizen_request: CitizenRequest) -> bool:
        return start_request(request=citizen_request, user=self.request.user)


class ResumeView(StepView):
    done = gettext_lazy("The time runs on; the day of answer moved by the working days it stood still.")

    def perform(self, citizen_request: CitizenRequest) -> bool:
        return resume_request(request=citizen_request, user=self.request.user)


class ReleaseView(StepView):
    done = gettext_lazy("The request counts now; whoever sent it gets the receipt.")

    def perform(self, citizen_request: CitizenRequest) -> bool:
        return release_request(request=citizen_request, user=self.request.user)


class SpamView(StepView):
    done = gettext_lazy("The request is put away; nobody is written to. You can still let it in.")

    def perform(self, citizen_request: CitizenRequest) -> bool:
        return reject_as_spam(request=citizen_request, user=self.request.user)


class AssignView(StepView):
    """Give it to somebody; refused when it has somebody else by now than the page showed."""

    done = gettext_lazy("Saved who has it.")

    @transaction.atomic
    def perform(self, citizen_request: CitizenRequest) -> bool:
        locked(citizen_request)
        # As it is now that nobody else can change it.
        citizen_request = request_of(citizen_request.pk)
        form = AssignForm(self.request.POST, request=citizen_request)
        if not form.is_valid():
            raise ValidationError(_("Choose somebody of this association's centre."))
        activity = citizen_request.activity
        person, has = form.cleaned_data["person"], activity.responsible if activity is not None else None
        if has != person and form.cleaned_data["was"] != (str(has.pk) if has is not None else ""):
            name = has.name if has is not None else _("nobody")
            raise ValidationError(_("Meanwhile it was given to: %(person)s. Nothing changed.") % {"person": name})
        assign_request(request=citizen_request, person=person, user=self.request.user)
        return True
