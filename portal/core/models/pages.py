"""The base of every public page."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils.text import camel_case_to_spaces
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.models import Page
from wagtail.search import index

from portal.core.czech import fold
from portal.core.translating import Spoken, lang_attribute, spoken


class BasePage(Page):
    """A public page of ours: a title, a short lead, and a template named after the model.

    The template of ``home.AssociationHomePage`` is ``home/association_home_page.html``.
    """

    lead = models.TextField(
        _("lead"),
        blank=True,
        max_length=500,
        help_text=_("One or two sentences under the title; also shown in search results."),
    )

    content_panels = [*Page.content_panels, FieldPanel("lead")]
    search_fields = [
        *Page.search_fields,
        index.SearchField("lead"),
        index.AutocompleteField("folded_text"),
        index.FilterField("alias_of_id"),
    ]
    show_in_menus_default = False

    # Whether web processes may keep the page: it is the same for everybody (portal.tenancy.kept_pages). A page with
    # routes names those for which that holds, by their methods; the others are never kept.
    is_kept: ClassVar[bool] = True
    kept_routes: ClassVar[frozenset[str] | None] = None

    # Set where they are known beforehand (portal.tenancy.frame), so that showing the page asks no more for them.
    known_ancestors: "list[Page] | None" = None
    is_known_unrestricted = False

    class Meta:
        abstract = True

    def get_view_restrictions(self) -> Any:
        """Restrictions of viewing that apply to the page."""
        return [] if self.is_known_unrestricted else super().get_view_restrictions()

    def get_template(self, request: Any, *args: Any, **kwargs: Any) -> str:
        name = camel_case_to_spaces(type(self).__name__).replace(" ", "_")
        return f"{self._meta.app_label}/{name}.html"

    def get_context(self, request: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        # The language switch (portal.tenancy.context) points at this page's translations.
        request.portal_page = self
        said = spoken(self)
        context["fallback_language"] = said is Spoken.CZECH
        context["partly_translated"] = said is Spoken.PARTLY
        code = settings.LANGUAGE_CODE if said is Spoken.CZECH else self.locale.language_code
        context["content_lang"] = lang_attribute(code)
        return context

    @property
    def folded_text(self) -> str:
        """Every searchable word of the page without diacritics: both databases then answer alike (decision 7)."""
        fields = (field for field in self.get_search_fields() if isinstance(field, index.SearchField))
        values = (field.get_value(self) for field in fields)
        return fold(
            " ".join(str(part) for value in values if value for part in (value if isinstance(value, list) else [value]))
        )

    @property
    def is_fallback(self) -> bool:
        """Whether the page stands in another language's tree with its Czech content (decision 6)."""
        return self.alias_of_id is not None and self.locale.language_code != settings.LANGUAGE_CODE
