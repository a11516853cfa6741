"""The phone round: one entry of the queue after another, so that a keyboard is enough (`rounds` holds the rules)."""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from portal.core.keys import typed_key
from portal.core.templatetags.portal import cs_date
from portal.tenancy.models import Association

from ...actions import close_service
from ...enums import OFFERED_METHODS, Method, Result
from ...models import Service, Verification
from ...permissions import may_verify, may_verify_any
from . import script
from .asked import asked, asked_services
from .memory import RoundMemory
from .queue import of_same_provider, standing, with_reasons
from .rounds import AlreadyRecordedError, last_line, next_entry, take, to_call, write_down

INDEX, ROUND, ENTRY, PROVIDER = (f"verification_queue:{name}" for name in ("index", "round", "entry", "provider"))
REMEMBERED_LINES = 4


class SaidForm(forms.Form):
    """Who said so and when; both may be left as they are."""

    told_by = forms.CharField(label=gettext_lazy("Who said so"), max_length=150, required=False)
    on = forms.DateField(
        label=gettext_lazy("Verified on"),
        required=False,
        initial=timezone.localdate,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def clean_on(self) -> Any:
        day = self.cleaned_data["on"] or timezone.localdate()
        if day > timezone.localdate():
            raise ValidationError(_("A verification can't lie in the future."))
        return day


def method_of(request: HttpRequest) -> Method:
    """How the person verifies: by phone unless the address says otherwise."""
    chosen = request.GET.get("how", "")
    return Method(chosen) if chosen in OFFERED_METHODS else Method.PHONE


def said_of(method: Method, *, corrected: bool = False) -> str:
    """What the main button says."""
    if corrected:
        return {
            Method.PHONE: _("Corrected and verified by phone"),
            Method.MAIL: _("Corrected and verified by mail"),
        }.get(method, _("Corrected and verified by a visit"))
    return {Method.PHONE: _("Verified by phone"), Method.MAIL: _("Verified by mail")}.get(
        method, _("Verified by a visit")
    )


def edit_url(service: Service) -> str:
    return reverse(Service.snippet_viewset.get_url_name("edit"), args=[service.pk])


def tell(request: HttpRequest, service: Service, line: Verification) -> None:
    """Say what was written down, with the way to the entry."""
    told = {"service": service, "day": cs_date(line.on), "how": Method(line.method).label}
    if line.result == Result.UNREACHED:
        said = _("%(service)s: noted that nobody was reached. It comes back tomorrow.") % told
    elif line.result == Result.CEASED:
        said = _("%(service)s: closed as of %(day)s, its page says so.") % told
    elif line.result == Result.CORRECTED:
        said = _("%(service)s: corrected and verified %(how)s, %(day)s.") % told
    else:
        said = _("%(service)s: verified %(how)s, %(day)s.") % told
    messages.success(request, said, buttons=[messages.button(edit_url(service), _("Open the entry"))])


def tell_already(request: HttpRequest, service: Service, line: Verification) -> None:
    said = _("%(service)s was recorded already: %(result)s, %(who)s.") % {
        "service": service,
        "result": line.get_result_display(),
        "who": line.recorded_by,
    }
    messages.info(request, said, buttons=[messages.button(edit_url(service), _("Open the entry"))])


class RoundView(WagtailAdminTemplateMixin, TemplateView):
    """Leads to the next entry; what is left for today when there is none."""

    model = Service
    template_name = "services_directory/admin/verification/round_end.html"
    page_title = gettext_lazy("Phone round")
    header_icon = "mobile-alt"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not may_verify_any(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def memory(self) -> RoundMemory:
        return RoundMemory(self.request.session)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        service = self.next_service()
        return redirect(self.entry_url(service)) if service else super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Those skipped are offered again."""
        self.memory.offer_skipped_again()
        return redirect(reverse(ROUND) + asked(request))

    def next_service(self) -> Service | None:
        return next_entry(to_call(asked_services(self.request), self.memory.passed), self.request.user)

    def entry_url(self, service: Service) -> str:
        return reverse(ENTRY, args=[service.pk]) + asked(self.request)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        index = reverse(INDEX) + asked(self.request, how="")
        return [{"url": index, "label": pgettext("queue", "Verification")}, {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        services = asked_services(self.request)
        waiting = to_call(services, self.memory.passed).count()
        return {
            **super().get_context_data(**kwargs),
            "memory": self.memory,
            "left": services.count(),
            "with_others": waiting,
            "index_url": reverse(INDEX) + asked(self.request, how=""),
        }


class EntryView(RoundView):
    """One entry: whom to ring, what to say, and what came of it. `pk` is the service."""

    template_name = "services_directory/admin/verification/entry.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        said = self.memory.said(self.service.pk)
        return self.show(SaidForm(initial=said or None))

    def show(self, form: SaidForm, status: int = 200) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=status)

    @cached_property
    def service(self) -> Any:
        found = with_reasons(Service.objects.select_related("kind", "municipality", "keeper"))
        service = get_object_or_404(found.prefetch_related("contacts", "served"), pk=self.kwargs["pk"])
        if not may_verify(self.request.user, service):
            raise PermissionDenied
        return service

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = SaidForm(request.POST)
        acts = {"skip": self._skip, "unreached": self._nobody, "ceased": self._ceased, "edit": self._edit}
        act = acts.get(request.POST.get("do", ""), self._verified)
        if act in (self._verified, self._ceased) and not form.is_valid():
            return self.show(form, 422)
        form.is_valid()
        try:
            return act(form.cleaned_data)
        except AlreadyRecordedError as error:
            tell_already(request, self.service, error.line)
        except ValidationError as error:
            messages.error(request, f"{self.service}: {' '.join(error.messages)}")
        self.memory.note_passed(self.service.pk)
        return self._next()

    def _verified(self, said: dict[str, Any]) -> HttpResponse:
        changes = self.memory.changes(self.service)
        return self._written(said, Result.CORRECTED if changes else Result.CONFIRMED, changes=changes)

    @transaction.atomic
    def _ceased(self, said: dict[str, Any]) -> HttpResponse:
        answer = self._written(said, Result.CEASED)
        closing = Service.objects.get(pk=self.service.pk)
        close_service(service=closing, on=said["on"], user=self.request.user)
        return answer

    def _nobody(self, said: dict[str, Any]) -> HttpResponse:
        return self._written({**said, "on": None}, Result.UNREACHED)

    def _written(self, said: dict[str, Any], result: Result, **more: Any) -> HttpResponse:
        line = write_down(
            self.service,
            since=number(self.request.POST.get("since")),
            method=method_of(self.request),
            result=result,
            on=said.get("on"),
            told_by=said.get("told_by", ""),
            user=self.request.user,
            **more,
        )
        tell(self.request, self.service, line)
        if result != Result.UNREACHED:
            self.memory.note_done()
        self.memory.note_passed(self.service.pk)
        return self._next()

    def _skip(self, said: dict[str, Any]) -> HttpResponse:
        self.memory.note_skipped(self.service.pk)
        return self._next()

    def _edit(self, said: dict[str, Any]) -> HttpResponse:
        kept = {name: self.request.POST.get(name, "") for name in ("told_by", "on")}
        self.memory.note_editing(self.service, self.entry_url(self.service), kept)
        return redirect(edit_url(self.service))

    def _next(self) -> HttpResponse:
        service = self.next_service()
        return redirect(self.entry_url(service) if service else reverse(ROUND) + asked(self.request))

    def get_page_subtitle(self) -> str:
        return str(self.service)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        service, user = self.service, self.request.user
        association = Association.objects.get(site=service.site_id)
        lines = list(Verification.objects.filter(uid=service.uid).order_by("-on", "-pk")[:REMEMBERED_LINES])
        method, changes = method_of(self.request), self.memory.changes(service)
        others = of_same_provider(service).for_user(user, "change").to_verify().count()
        return {
            **super().get_context_data(**kwargs),
            "service": service,
            "holder": take(service, user),
            "standing": standing(service),
            "association": association,
            "greeting": script.greeting(association, user),
            "why": script.why_we_call(service),
            "farewell": script.farewell(),
            "questions": script.questions(service),
            "numbers": script.numbers_to_dial(service),
            "other_ways": script.other_ways(service),
            "lines": lines,
            "told_before": sorted({line.told_by for line in lines if line.told_by}),
            "others": others,
            "provider_url": reverse(PROVIDER, args=[service.pk]) + asked(self.request),
            "edit_url": edit_url(service),
            "since": last_line(),
            "changes": changes,
            "main_label": said_of(method, corrected=bool(changes)),
            "ways": ways(self.request, method),
        }


def ways(request: HttpRequest, method: Method) -> list[dict[str, Any]]:
    """The ways of verifying as links to the same page, the present one marked."""
    return [
        {"label": capfirst(str(way.label)), "url": asked(request, how=way.value) or "?", "is_chosen": way == method}
        for way in OFFERED_METHODS
    ]


def number(typed: Any) -> int:
    """A whole number from a form; 0 for anything else."""
    return typed_key(typed) or 0
