"""Several entries of one provider verified in one call: those ticked get a line of the log each, all or none."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.admin import messages

from ...enums import Result
from ...models import Service
from ...permissions import may_verify
from . import script
from .asked import asked
from .queue import of_same_provider, standing, unanswered, with_reasons
from .round_views import ENTRY, ROUND, RoundView, SaidForm, method_of, number, said_of, ways
from .rounds import AlreadyRecordedError, last_line, take, write_down

AT_ONCE = 100
"""At most so many entries on one page; the next call takes the rest."""


class ProviderView(RoundView):
    """`pk` is the entry from which one came; it stands first."""

    template_name = "services_directory/admin/verification/provider.html"
    page_title = gettext_lazy("All of one provider")

    @cached_property
    def service(self) -> Any:
        service = get_object_or_404(Service, pk=self.kwargs["pk"])
        if not may_verify(self.request.user, service):
            raise PermissionDenied
        return service

    def get_page_subtitle(self) -> str:
        return str(self.service.operator_name)

    @cached_property
    def entries(self) -> list[Any]:
        """The entry itself and the others of its provider that are due, as far as the user may change them."""
        own = Service.objects.filter(pk=self.service.pk).published().for_user(self.request.user, "change")
        others = unanswered(of_same_provider(self.service).to_verify().for_user(self.request.user, "change"))
        ordered = others.in_order_of_verification()[:AT_ONCE]
        found = with_reasons(Service.objects.select_related("kind", "municipality", "keeper"))
        found = found.prefetch_related("contacts", "served")
        rows = {
            row.pk: row for row in found.filter(pk__in=[*own.values_list("pk", flat=True), *(o.pk for o in ordered)])
        }
        order = [self.service.pk, *(other.pk for other in ordered)]
        return [rows[pk] for pk in order if pk in rows]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        chosen = {entry.pk for entry in self.entries} if request.GET.get("all") else set()
        return self.show(SaidForm(), chosen)

    def show(self, form: SaidForm, chosen: set[int], status: int = 200) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form, chosen=chosen), status=status)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = SaidForm(request.POST)
        chosen = {number(value) for value in request.POST.getlist("entry")}
        if not form.is_valid() or not chosen:
            if not chosen:
                form.add_error(None, _("Tick the entries that are verified."))
            return self.show(form, chosen, 422)
        done = self._write_down(chosen, form.cleaned_data)
        said = ngettext("%(count)d entry verified.", "%(count)d entries verified.", done) % {"count": done}
        messages.success(request, said)
        self.memory.note_done(done)
        return redirect(reverse(ROUND) + asked(request))

    @transaction.atomic
    def _write_down(self, chosen: set[int], said: dict[str, Any]) -> int:
        done = 0
        # Whatever else was sent isn't the user's or no longer due.
        for service in (entry for entry in self.entries if entry.pk in chosen):
            try:
                write_down(
                    service,
                    since=number(self.request.POST.get("since")),
                    method=method_of(self.request),
                    result=Result.CONFIRMED,
                    on=said["on"],
                    told_by=said["told_by"],
                    user=self.request.user,
                )
                done += 1
            except AlreadyRecordedError:
                # Sent twice, or somebody else was faster: it is in the log once.
                pass
            self.memory.note_passed(service.pk)
        return done

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        method, service = method_of(self.request), self.service
        chosen = context["chosen"]
        return {
            **context,
            "service": service,
            "holder": take(service, self.request.user),
            "rows": [
                {
                    "entry": entry,
                    "standing": standing(entry),
                    "questions": script.questions(entry),
                    "is_chosen": entry.pk in chosen,
                }
                for entry in self.entries
            ],
            "numbers": script.numbers_to_dial(self.entries[0]) if self.entries else [],
            "since": last_line(),
            "main_label": said_of(method),
            "ways": ways(self.request, method),
            "entry_url": reverse(ENTRY, args=[service.pk]) + asked(self.request),
            "here": asked(self.request),
        }
