"""Lists of one type of page, with the association each page belongs to."""

from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Substr
from django.forms import CheckboxSelectMultiple, RadioSelect
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import LocaleFilter, MultipleUserFilter
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.pages.listing import IndexView, PageFilterSet
from wagtail.coreutils import get_content_languages
from wagtail.models import Locale, Page, PageLogEntry, PageViewRestriction

from portal.core import locales
from portal.core.remembered import Remembered

from ..boundary import is_union_user, pages_of
from ..models import Association

SITE_PATH = Page.steplen * 2
"""Letters of a page's path that say in which home page's tree it stands."""
EDITED = "wagtail.edit"


def writers(_request: HttpRequest | None) -> QuerySet[Any]:
    """Everybody who began or edited a page; the filter's own scope leaves those the user may know of."""
    pages = Page.objects.order_by().filter(owner__isnull=False).values("owner")
    edits = PageLogEntry.objects.order_by().filter(action=EDITED, user__isnull=False).values("user")
    return get_user_model().objects.filter(Q(pk__in=pages) | Q(pk__in=edits))


class WrittenByFilter(MultipleUserFilter):
    """Pages that one of these people began or edited."""

    def filter(self, qs: QuerySet[Any], value: Any) -> QuerySet[Any]:
        if not value:
            return qs
        edits = PageLogEntry.objects.order_by().filter(action=EDITED, user__in=value).values("page")
        return qs.filter(Q(owner__in=value) | Q(pk__in=edits))


class AssociationPageFilterSet(PageFilterSet):
    """When and by whom it was changed, its language; for the Union also its site."""

    written_by = WrittenByFilter(label=_("Written by"), queryset=writers, widget=CheckboxSelectMultiple)

    class Meta(PageFilterSet.Meta):
        pass

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        is_union = self.request is not None and is_union_user(self.request.user)
        # Pages of one type have no other below them, and one filter of people says what two did.
        for name in ("has_child_pages", "owner", "edited_by", *(() if is_union else ("site",))):
            self.filters.pop(name, None)

    def _add_locale_filter(self) -> None:
        """As Wagtail's, without asking which languages there are."""
        there = {locale.language_code for locale in locales.known()}
        choices = [(code, name) for code, name in get_content_languages().items() if code in there]
        if len(choices) > 1:
            self.filters["locale"] = LocaleFilter(
                label=_("Language"),
                choices=choices,
                empty_label=None,
                null_label=_("All"),
                null_value=None,
                widget=RadioSelect,
            )


def _read_restricted(_all: None) -> tuple[str, ...]:
    return tuple(PageViewRestriction.objects.values_list("page__path", flat=True))


_restricted: Remembered[None, tuple[str, ...]] = Remembered(_read_restricted, "wagtailcore.PageViewRestriction")


class AssociationPagesView(IndexView):
    """Pages of the associations the user works for; their stand-ins in other languages aren't listed."""

    base_filterset_class = AssociationPageFilterSet

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        # Where the templates look before they ask: a lock beside the title.
        request.all_page_view_restriction_paths = _restricted.get(None)  # type: ignore[attr-defined]

    def get_base_queryset(self) -> QuerySet[Any]:
        name = Association.objects.filter(root_page__path=OuterRef("site_path")).values("short_name")[:1]
        own = pages_of(self.request.user, self.model.objects.filter(alias_of__isnull=True))
        pages = self.annotate_queryset(own).annotate(site_path=Substr("path", 1, SITE_PATH))
        return pages.annotate(association_name=Subquery(name))

    def annotate_queryset(self, pages: Any) -> Any:
        """What the columns and buttons ask of each page comes with it: the pages are of one type, none is a home page.

        Wagtail reads pages of any type: their keys first, then each type, their types, languages and sites.
        """
        pages = pages.defer_streamfields().select_related("locale", "content_type").prefetch_workflow_states()
        return pages.annotate_has_untranslated_locale().annotate_site_root_state().annotate_approved_schedule()

    def get_locale(self) -> Locale | None:
        if self.request.GET.get("locale"):
            return super().get_locale()
        default = settings.LANGUAGE_CODE
        return next((each for each in locales.known() if each.language_code == default), None)


def association_page_columns(*columns: Column) -> list[Column]:
    """Columns of such a list: title, `columns`, the association, when and by whom it was changed, its state."""
    by_name = {column.name: column for column in IndexView.base_columns}
    association = Column("association_name", label=_("Association"), width="16%")
    return [
        by_name["bulk_actions"],
        by_name["title"],
        *columns,
        association,
        by_name["latest_revision_created_at"],
        by_name["status"],
    ]
