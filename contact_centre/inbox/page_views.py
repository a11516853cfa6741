"""One request with all that happened. The tenant's scope is put in front of it by the viewset."""

from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.views.generic import InspectView

from portal.core.keys import typed_key
from portal.tenancy.boundary import is_union_user

from ..enums import WITHOUT_ACTIVITY, Look, RequestStatus
from ..models import CitizenRequest, RequestAttachment
from ..privacy.looks import note_look
from ..views.activity_actions import DownloadView
from . import forms
from .buttons import request_buttons
from .permissions import may_work_on
from .related import candidates, links, same_sender
from .timeline import timeline
from .words import day_of, held_reasons
from .working import person_of

FORMS: dict[str, type[forms.RequestForm]] = {
    "write": forms.WriteForm,
    "note": forms.NoteForm,
    "pause": forms.PauseForm,
    "merge": forms.MergeForm,
    "public": forms.PublicForm,
    "assign": forms.AssignForm,
}


class RequestPageView(InspectView):
    """Everything about one request, and what can be done with it. Each look is noted."""

    model = CitizenRequest
    template_name = "contact_centre/admin/request.html"
    page_title = _("Citizen's request")
    header_icon = "mail"
    object: CitizenRequest

    def get_object(self, queryset: Any = None) -> CitizenRequest:
        return request_of(self.kwargs["pk"])

    def get_page_subtitle(self) -> str:
        return str(self.object.reference)

    def get_edit_url(self) -> None:
        return None

    @property
    def header_more_buttons(self) -> list[Any]:
        return []

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        note_look(request=self.object, user=request.user, what=Look.REQUEST)
        response = self.render_to_response(self.get_context_data(**kwargs))
        response["Cache-Control"] = "private, no-store"
        return response

    @cached_property
    def works(self) -> bool:
        return may_work_on(self.request.user, self.object)

    def get_forms(self) -> dict[str, forms.RequestForm]:
        """The forms of the page, not yet filled in; a ready answer of the address stands in the answer."""
        made = {name: form(request=self.object) for name, form in FORMS.items() if name != "public"}
        wording = {"public_text": self.object.public_text, "is_place_public": self.object.is_place_public}
        made["public"] = forms.PublicForm(request=self.object, initial=wording)
        ready = typed_key(self.request.GET.get("answer"))
        if ready is not None:
            chosen = [answer for answer in self.ready_answers if answer.pk == ready]
            made["write"].initial["text"] = chosen[0].text if chosen else ""
        return made

    @cached_property
    def ready_answers(self) -> list[Any]:
        return forms.ready_answers(self.object)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        request, user = self.object, self.request.user
        is_aside = request.status in WITHOUT_ACTIVITY
        acts = self.works and request.anonymised_on is None
        own = self.get_forms() if acts else {}
        me = person_of(user, request)
        return {
            **super().get_context_data(**kwargs),
            "citizen_request": request,
            "day": day_of(request),
            "held_reasons": held_reasons(request),
            "is_aside": is_aside,
            "is_spam": request.status == RequestStatus.SPAM,
            "acts": acts,
            "buttons": request_buttons(request, user) if self.works else [],
            "forms": own,
            "answers": self.ready_answers if own and not is_aside else [],
            "entries": timeline(request),
            "files": [each for each in request.attachments.all() if each.message_id is None],
            "links": links(request),
            "same_sender": same_sender(request),
            "candidates": candidates(request) if acts and request.is_worked_on else [],
            "association": request.site.association if is_union_user(user) else None,
            "me": me,
            "is_mine": me is not None and request.activity is not None and request.activity.responsible == me,
            "media": own["write"].media if own else "",
        }


def request_of(pk: Any) -> CitizenRequest:
    """A request with everything its page shows of it."""
    related = ("municipality", "category", "agenda", "activity__responsible", "site__association")
    requests = CitizenRequest.objects.select_related(*related, "follows", "duplicate_of", "api_key")
    found: CitizenRequest = get_object_or_404(requests.prefetch_related("attachments"), pk=pk)
    return found


class RequestFileView(DownloadView):
    """A file of a request; that it was taken is noted, by its key."""

    model = CitizenRequest
    attachments = RequestAttachment

    def get(self, request: HttpRequest, pk: int, attachment: int) -> FileResponse:
        response = super().get(request, pk, attachment)
        of = get_object_or_404(CitizenRequest, pk=pk)
        note_look(request=of, user=request.user, what=Look.FILE, detail=str(attachment))
        return response
