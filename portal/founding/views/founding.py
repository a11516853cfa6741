"""From an IČO to an association: found in the register, one form, made. Works without JavaScript.

Nothing is stored before the last button: every other one shows the same form again, with all that was typed.
"""

from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from portal.core.validators import is_valid_ico, normalise_ico
from portal.tenancy.admin.departures import UnionAdminOnly
from portal.tenancy.models import Association

from .. import members
from ..forms import FIRST_ROWS, MOST_ROWS, FoundingForm, PeopleForms, already, beginning
from ..found import AlreadyFounded, Founding, found
from ..models import RegisteredAssociation
from ..register.writing import FOUND_AT_MOST, sought

NAME = "founding"


class FoundingScreen(UnionAdminOnly, WagtailAdminTemplateMixin, TemplateView):
    """What the screens have in common: the Union's, below the list of associations in preparation."""

    header_icon = "plus"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        above = {"url": reverse(f"{NAME}:index"), "label": _("Associations in preparation")}
        return [*super().get_breadcrumbs_items(), above, {"url": "", "label": self.get_page_title()}]


class StartView(FoundingScreen):
    """First the IČO, or a part of the name: whom the register knows, who is here already."""

    template_name = "founding/admin/start.html"
    page_title = gettext_lazy("Found an association")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        query = self.request.GET.get("q", "").strip()[:200]
        entries = list(sought(query)[: FOUND_AT_MOST + 1])
        here = Association.objects.filter(ico__in=[entry.pk for entry in entries])
        by_ico = {one.ico: one for one in here}
        ico = normalise_ico(query)
        is_ico = is_valid_ico(ico)
        return {
            **super().get_context_data(**kwargs),
            "query": query,
            "rows": [(entry, by_ico.get(entry.pk)) for entry in entries[:FOUND_AT_MOST]],
            "has_more": len(entries) > FOUND_AT_MOST,
            "ico": ico if is_ico else "",
            "is_wrong": query.replace(" ", "").isdecimal() and not is_ico,
            "here": already(ico) if is_ico and not by_ico else None,
            "known": RegisteredAssociation.objects.count(),
        }


class FoundView(FoundingScreen):
    """The form. Its buttons: check the list of members, search for some, add them, one more person, found it."""

    template_name = "founding/admin/form.html"
    page_title = gettext_lazy("Found an association")
    entry: RegisteredAssociation | None = None

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        ico = normalise_ico(request.GET.get("ico", ""))
        there = already(ico) if ico else None
        if there is not None:
            return self._to(there)
        self.entry = RegisteredAssociation.objects.filter(pk=ico[:8]).first()
        form = FoundingForm(initial=beginning(ico, self.entry))
        people = PeopleForms(prefix="people", initial=[{} for _row in range(FIRST_ROWS)])
        return self._show(form, people)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.entry = RegisteredAssociation.objects.filter(pk=normalise_ico(request.POST.get("ico", ""))[:8]).first()
        if request.POST.get("do") != "found":
            return self._again()
        form = FoundingForm(request.POST)
        people: Any = PeopleForms(request.POST, prefix="people")
        if not (form.is_valid() & people.is_valid()):
            return self._show(form, people, status=422)
        data = form.cleaned_data
        founding = Founding(
            **{name: data[name] for name in ("ico", "name", "slug", "hostname", "port", "members", "member_since")},
            people=people.people(),
            details=form.details(),
        )
        try:
            association = found(founding=founding, by=request.user)
        except AlreadyFounded as there:
            return self._to(there.association)
        except ValidationError as error:
            _show_at_fields(form, error)
            return self._show(form, people, status=422)
        said = _("%(name)s is founded. Its site is in preparation: below is what is missing until it may open.")
        messages.success(request, said % {"name": association.name})
        return redirect(f"{NAME}:show", association.pk)

    def _to(self, association: Association) -> HttpResponse:
        messages.info(self.request, _("This association is here already: %(name)s.") % {"name": association.name})
        return redirect(f"{NAME}:show", association.pk)

    def _again(self) -> HttpResponse:
        """The same with what was typed: nothing is judged yet but the members."""
        posted = self.request.POST
        understood = members.understand("\n".join([posted.get("members", ""), *self._ticked()]))
        typed = {name: posted.get(name, "") for name in FoundingForm.base_fields}
        rows = _typed_rows(posted)
        if posted.get("do") == "person" and len(rows) < MOST_ROWS:
            rows.append({})
        form = FoundingForm(initial={**typed, "members": understood.as_text()})
        people = PeopleForms(prefix="people", initial=rows)
        return self._show(form, people, understood=understood)

    def _ticked(self) -> list[str]:
        """Codes of municipalities ticked among those found, or chosen among several of a name."""
        return self.request.POST.getlist("add")[: members.MOST]

    def _show(self, form: FoundingForm, people: Any, *, status: int = 200, **more: Any) -> HttpResponse:
        posted = self.request.POST
        name, area = posted.get("member_name", "")[:100], posted.get("member_area", "")[:20]
        is_searched = posted.get("do") == "search"
        hits = list(members.sought(name, area)[: members.FOUND_AT_MOST + 1]) if is_searched else []
        understood = more.get("understood") or form.understood
        chosen = set(understood.codes) if understood else set()
        context = self.get_context_data(
            form=form,
            people=people,
            entry=self.entry,
            understood=understood,
            member_name=name,
            member_area=area,
            areas=members.areas(),
            is_searched=is_searched,
            hits=[hit for hit in hits[: members.FOUND_AT_MOST] if hit.pk not in chosen],
            has_more=len(hits) > members.FOUND_AT_MOST,
        )
        return self.render_to_response(context, status=status)


def _typed_rows(posted: Any) -> list[dict[str, str]]:
    """What was typed of people, row by row."""
    count = posted.get("people-TOTAL_FORMS", "")
    number = min(int(count), MOST_ROWS) if count.isascii() and count.isdecimal() and len(count) < 4 else FIRST_ROWS
    fields = ("name", "email", "role")
    return [{field: posted.get(f"people-{row}-{field}", "") for field in fields} for row in range(number)]


def _show_at_fields(form: FoundingForm, error: ValidationError) -> None:
    """What the kernel refuses, at the field it is about; the rest above the form."""
    found_errors = error.message_dict if hasattr(error, "error_dict") else {"__all__": error.messages}
    for name, said in found_errors.items():
        form.add_error(name if name in form.fields else None, ValidationError(said))
