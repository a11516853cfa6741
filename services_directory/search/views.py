"""The admin's pages on what people look for in vain. The tenant's scope is put in front of them by the viewset."""

from typing import Any

from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db.models import F, QuerySet
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.generic import View
from wagtail.admin import messages as admin_messages
from wagtail.admin.ui.tables import BaseColumn
from wagtail.admin.views import generic

from portal.core.keys import typed_key
from portal.tenancy.boundary import is_union_user

from ..models import SearchSynonym, Service, ServiceKind, UnansweredQuery
from .actions import adopt_word, answer_query, reindex_words
from .guess import Guesser
from .permissions import may_add_words, may_adopt_words, sites_to_add_words


class _ForTheUnion:
    """Only the Union is told which association a row is of; anybody else sees one only."""

    @cached_property
    def columns(self) -> list[BaseColumn]:
        found: list[BaseColumn] = super().columns  # type: ignore[misc]
        if is_union_user(self.request.user):  # type: ignore[attr-defined]
            return found
        return [column for column in found if column.name != "site"]


class UnansweredIndexView(_ForTheUnion, generic.IndexView):
    """Searches without a result, what waits for somebody first, the most asked on top."""

    def get_base_queryset(self) -> QuerySet[Any]:
        return super().get_base_queryset().select_related("site__association")

    def order_queryset(self, queryset: Any) -> Any:
        if self.ordering and self.request.GET.get("ordering"):
            return super().order_queryset(queryset)
        return queryset.order_by(F("resolved_on").desc(nulls_first=True), "-count", "-last_on", "pk")

    @cached_property
    def columns(self) -> list[BaseColumn]:
        return [*super().columns, AnswerColumn("answer", label=_("What to do"), view=self)]

    @cached_property
    def may_add_words(self) -> set[int]:
        """The associations (sites) in which the user may add words."""
        return sites_to_add_words(self.request.user)


class AnswerColumn(BaseColumn):
    """The way out of a search without a result: one button for the likeliest kind, a link for another one."""

    cell_template_name = "services_directory/admin/answer_cell.html"

    def __init__(self, *args: Any, view: UnansweredIndexView, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.view = view
        self.guesser = Guesser()

    @cached_property
    def offered(self) -> set[tuple[int, int]]:
        """Which kinds the user's associations have services of: a word for another kind would find nothing."""
        services = Service.objects.for_user(self.view.request.user).published()
        return set(services.order_by().values_list("site_id", "kind_id").distinct())

    def get_cell_context_data(self, instance: UnansweredQuery, parent_context: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_cell_context_data(instance, parent_context)
        if instance.resolved_on is None and instance.site_id in self.view.may_add_words:
            guess = self.guesser.guess(instance.text)
            context["guess"] = guess
            context["is_offered"] = guess is not None and (instance.site_id, guess.pk) in self.offered
            context["accept_url"] = reverse("unanswered_queries:accept", args=[instance.pk])
            context["edit_url"] = self.view.get_edit_url(instance)
            context["csrf_token"] = get_token(self.view.request)
        return context


def results_url(query: UnansweredQuery) -> str:
    """The query in the association's own directory."""
    from ..sections import directory_page

    page = directory_page(query.site)
    return f"{page.full_url}?{urlencode({'q': query.text})}" if page else ""


def tell_outcome(request: HttpRequest, query: UnansweredQuery, kind: ServiceKind, count: int) -> None:
    """Say what the query finds now, with the way to see it."""
    said = {"query": query.text, "kind": kind.label, "count": count}
    if not count:
        text = _("The word was added to the kind %(kind)s, but “%(query)s” still finds nothing.") % said
        admin_messages.warning(request, text)
        return
    text = (
        ngettext("“%(query)s” now finds %(count)s service.", "“%(query)s” now finds %(count)s services.", count) % said
    )
    buttons = [admin_messages.button(results_url(query), _("Show the results"), new_window=True)]
    admin_messages.success(request, text, buttons=buttons)


class AnswerView(generic.EditView):
    """The word and the kind, chosen by a person."""

    def save_instance(self) -> Any:
        query: UnansweredQuery = self.form.instance
        if not may_add_words(self.request.user, query.site_id):
            raise PermissionDenied
        kind = self.form.cleaned_data["kind"]
        count = answer_query(query=query, kind=kind, text=self.form.cleaned_data["word"], user=self.request.user)
        tell_outcome(self.request, query, kind, count)
        return query

    def get_success_message(self) -> None:
        return None

    def get_success_url(self) -> str:
        return reverse(self.index_url_name)


class AcceptView(View):
    """POST: add the searched words to the kind that was offered."""

    http_method_names = ["post"]
    model = UnansweredQuery

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        query = get_object_or_404(UnansweredQuery.objects.select_related("site__root_page"), pk=pk)
        if not may_add_words(request.user, query.site_id):
            raise PermissionDenied
        kind = ServiceKind.objects.filter(pk=typed_key(request.POST.get("kind")) or 0, parent__isnull=False).first()
        if kind is None:
            messages.error(request, _("This kind of service is no longer there."))
            return redirect("unanswered_queries:edit", pk)
        tell_outcome(request, query, kind, answer_query(query=query, kind=kind, user=request.user))
        return redirect("unanswered_queries:index")


class SynonymIndexView(_ForTheUnion, generic.IndexView):
    """The associations' own words; for the Union with the button that makes one everybody's."""

    @cached_property
    def columns(self) -> list[BaseColumn]:
        found: list[BaseColumn] = super().columns
        return [*found, AdoptColumn(self.request)] if may_adopt_words(self.request.user) else found

    def get_base_queryset(self) -> QuerySet[Any]:
        return super().get_base_queryset().select_related("kind", "site__association")


class AdoptColumn(BaseColumn):
    """The button that makes an association's word everybody's."""

    cell_template_name = "services_directory/admin/adopt_cell.html"

    def __init__(self, request: HttpRequest) -> None:
        super().__init__("adopt", label="")
        self.request = request

    def get_cell_context_data(self, instance: SearchSynonym, parent_context: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_cell_context_data(instance, parent_context)
        context["adopt_url"] = reverse("search_synonyms:adopt", args=[instance.pk])
        context["csrf_token"] = get_token(self.request)
        return context


class _Reindexing:
    """After a word is saved the services of its kind are found by it, those of its former kind no longer."""

    def save_instance(self) -> Any:
        before = SearchSynonym.objects.filter(pk=self.form.instance.pk).select_related("kind").first()  # type: ignore[attr-defined]
        synonym = super().save_instance()  # type: ignore[misc]
        if before is not None and before.kind_id != synonym.kind_id:
            reindex_words(site_id=before.site_id, kind=before.kind)
        reindex_words(site_id=synonym.site_id, kind=synonym.kind)
        return synonym


class SynonymCreateView(_Reindexing, generic.CreateView):
    pass


class SynonymEditView(_Reindexing, generic.EditView):
    pass


class SynonymDeleteView(generic.DeleteView):
    def delete_action(self) -> None:
        synonym = self.object
        super().delete_action()
        reindex_words(site_id=synonym.site_id, kind=synonym.kind)


class AdoptView(View):
    """POST: the Union takes a word over for everybody."""

    http_method_names = ["post"]
    model = SearchSynonym

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        if not may_adopt_words(request.user):
            raise PermissionDenied
        synonym = get_object_or_404(SearchSynonym.objects.select_related("kind"), pk=unquote(str(pk)))
        count = adopt_word(synonym=synonym, user=request.user)
        said = {"word": synonym.text, "count": count}
        text = ngettext(
            "“%(word)s” is everybody's word now and finds %(count)s service.",
            "“%(word)s” is everybody's word now and finds %(count)s services.",
            count,
        )
        messages.success(request, text % said)
        return redirect("search_synonyms:index")
