"""Handing over and taking back in the admin. The tenant's scope is put in front by the viewset."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..actions import hand_over_request, withdraw_hand_over
from ..closing.views import PREVIEW, RequestFormView
from ..deadlines import hand_over_answer_by
from ..enums import HandOverState
from ..models import HandOver
from .admin_form import HandOverForm
from .matter import matter_of

SHOWN = ("body", "reason", "groundwork", "data_ground")
"""What of the form the receiver sees."""


class HandOverView(RequestFormView):
    """The form, and with ``preview`` what the receiver would see; nothing is sent by looking."""

    form_class = HandOverForm
    template_name = "contact_centre/admin/hand_over.html"
    header_icon = "redirect"
    page_title = gettext_lazy("Hand over to the municipality")
    success_message = gettext_lazy("Request %(reference)s is handed over.")
    ended_message = gettext_lazy(
        "Nobody works on this request any more: it has been closed or handed over. Nothing was sent."
    )

    def is_possible(self) -> bool:
        return self.citizen_request.is_worked_on

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "request": self.citizen_request}

    def letter(self, form: Any) -> None:
        """No letter of its own to the mayor is shown here."""
        return

    def form_valid(self, form: HandOverForm) -> HttpResponse:
        if PREVIEW in self.request.POST:
            return self.render_to_response(self.get_context_data(form=form, **self._preview(form)))
        return super().form_valid(form)

    def _preview(self, form: HandOverForm) -> dict[str, Any]:
        """What the receiver would see, of a hand-over that isn't stored."""
        prepared = form.prepared()
        hand_over = HandOver(request=self.citizen_request, **{name: prepared[name] for name in SHOWN})
        matter = matter_of(hand_over)
        files = [{"file": file, "url": ""} for file in prepared["attachments"]]
        return {"matter": matter, "files": files, "recipient": prepared["email"]}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs, answer_by=hand_over_answer_by(timezone.localdate()))

    def perform(self, form: HandOverForm) -> None:
        hand_over_request(request=self.citizen_request, user=self.request.user, **form.prepared())


class WithdrawView(RequestFormView):
    """A question with one button: the centre takes the request back."""

    form_class = forms.Form
    template_name = "contact_centre/admin/hand_over_withdraw.html"
    header_icon = "rotate"
    page_title = gettext_lazy("Withdraw the hand-over")
    success_message = gettext_lazy("Request %(reference)s is with the centre again.")
    ended_message = gettext_lazy("The municipality has answered by now, or the hand-over has ended.")

    def is_possible(self) -> bool:
        return self._waiting() is not None

    def _waiting(self) -> HandOver | None:
        return self.citizen_request.hand_overs.filter(state=HandOverState.WAITING).first()

    def letter(self, form: Any) -> None:
        return

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return super().post(request, *args, **kwargs) if self.is_possible() else self.get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs, hand_over=self._waiting())

    def perform(self, form: Any) -> None:
        hand_over = self._waiting()
        if hand_over is None or not withdraw_hand_over(hand_over=hand_over, user=self.request.user):
            raise ValidationError(_("The municipality has answered by now, or the hand-over has ended."))
