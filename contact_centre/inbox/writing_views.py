"""The forms of a request's page taken in. Refused, the page comes back with what was typed.

The tenant's scope is put in front of them by the viewset.
"""

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from wagtail.admin import messages

from ..enums import Look
from ..privacy.looks import note_look
from ..views.register import put_errors
from .forms import RequestForm, WriteForm
from .merging import merge_duplicate
from .page_views import FORMS, RequestPageView
from .publishing import release_wording
from .working import add_note, pause_request, write_to_citizen

UNPROCESSABLE = 422


class RequestFormView(RequestPageView):
    """POST of one form of the page; its address alone leads to the page."""

    name = ""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return redirect("citizen_requests:inspect", self.object.pk)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.works:
            raise PermissionDenied
        self.form = FORMS[self.name](request.POST, request=self.object)
        if not self.form.is_valid():
            return self.again(UNPROCESSABLE)
        try:
            self.perform(self.form.cleaned_data)
        except ValidationError as error:
            put_errors(self.form, error)
            return self.again(UNPROCESSABLE)
        return redirect("citizen_requests:inspect", self.object.pk)

    def perform(self, data: dict[str, Any]) -> None:
        """Do it and say so. A ValidationError goes back into the form."""
        raise NotImplementedError

    def again(self, status: int) -> HttpResponse:
        """The page with the form as it was typed, and the request as it stands now."""
        note_look(request=self.object, user=self.request.user, what=Look.REQUEST)
        self.object = self.get_object()
        response = self.render_to_response(self.get_context_data(), status=status)
        response["Cache-Control"] = "private, no-store"
        return response

    def get_forms(self) -> dict[str, RequestForm]:
        return {**super().get_forms(), self.name: self.form}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        # A form that has no place on the page any more, because of what somebody else did, still shows what was typed.
        return {**context, "refused": self.form if self.form.errors else None, "refused_name": self.name}


class WriteView(RequestFormView):
    """A message to the citizen, or (``insert``) a ready answer put behind what is typed."""

    name = "write"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if "insert" not in request.POST:
            return super().post(request, *args, **kwargs)
        if not self.works:
            raise PermissionDenied
        data = request.POST.copy()
        wanted = data.get("ready", "")
        chosen = [answer.text for answer in self.ready_answers if str(answer.pk) == wanted]
        data["text"] = "\n\n".join(part for part in (data.get("text", "").rstrip(), *chosen) if part)
        self.form = WriteForm(request=self.object, initial=data.dict())
        return self.again(200)

    def perform(self, data: dict[str, Any]) -> None:
        is_question = bool(data.get("is_question"))
        write_to_citizen(
            request=self.object,
            text=data["text"],
            is_question=is_question,
            user=self.request.user,
            pause=bool(data.get("pause")),
            token=data["token"],
        )
        if self.object.email:
            said = _("The question is on its way.") if is_question else _("The message is on its way.")
            messages.success(self.request, said)
        else:
            said = _("Stored. There is no e-mail: the citizen sees it on the page of the request only.")
            messages.warning(self.request, said)


class NoteView(RequestFormView):
    name = "note"

    def perform(self, data: dict[str, Any]) -> None:
        add_note(request=self.object, text=data["text"], user=self.request.user, token=data["token"])
        messages.success(self.request, _("The note is kept."))


class PauseView(RequestFormView):
    name = "pause"

    def perform(self, data: dict[str, Any]) -> None:
        if pause_request(request=self.object, reason=data["reason"], user=self.request.user):
            messages.success(self.request, _("The time stands still until you let it run on."))
        else:
            messages.warning(self.request, _("The time stood still already."))


class MergeView(RequestFormView):
    name = "merge"

    def perform(self, data: dict[str, Any]) -> None:
        if merge_duplicate(request=self.object, into=data["into"], user=self.request.user):
            self.object.refresh_from_db()
            said = _("The request ended as a duplicate of %(number)s.") % {"number": self.object.duplicate_of}
            messages.success(self.request, said)
        else:
            messages.warning(self.request, _("It repeated that request already."))


class PublicView(RequestFormView):
    name = "public"

    def perform(self, data: dict[str, Any]) -> None:
        place = bool(data.get("is_place_public"))
        wording = data["public_text"]
        if release_wording(request=self.object, public_text=wording, is_place_public=place, user=self.request.user):
            messages.success(self.request, _("Saved what the open data say."))
        else:
            messages.warning(self.request, _("The open data say so already."))
