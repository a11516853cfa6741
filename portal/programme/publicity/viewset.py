"""The admin of publicity: an association's own projects, and those of the Union, which hold for everybody."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import Column
from wagtail.models import Site

from portal.tenancy.admin.forms import OwnFilesMixin
from portal.tenancy.forms import TenantModelForm
from portal.tenancy.models import Association, Union
from portal.tenancy.panels import SitePanel
from portal.tenancy.viewsets import TenantModelViewSet

from ..models import PublicityNotice

PANELS = [
    SitePanel(),
    FieldRowPanel(
        [FieldPanel("name"), FieldPanel("registration_number", heading=_("registration number of the project"))]
    ),
    FieldRowPanel([FieldPanel("starts_on"), FieldPanel("ends_on")]),
    FieldPanel("text"),
    MultiFieldPanel(
        [FieldPanel("strip"), FieldPanel("strip_description"), FieldPanel("strip_plain")], heading=_("Logos")
    ),
    FieldPanel("page"),
]


class PublicityForm(OwnFilesMixin, TenantModelForm):
    """Pictures come from the owner's own collection, the page about the project from the owner's own site."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        site: Any = self.fields.get("site")
        if site is not None and not site.disabled:
            # The Union enters its own projects, as a rule.
            site.label_from_instance = owner_name
            self.initial.setdefault("site", Union.objects.values_list("site", flat=True).first())

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        site, page = cleaned.get("site") or getattr(self.instance, "site", None), cleaned.get("page")
        if site is None:
            return cleaned
        if page is not None and not _stands_on(page, site):
            self.add_error("page", ValidationError(_("Choose a page of the same site as the notice.")))
        own = Association.objects.filter(site=site).values_list("collection__path", flat=True).first()
        for name in ("strip", "strip_plain"):
            picture = cleaned.get(name)
            if own and picture is not None and not picture.collection.path.startswith(own):
                self.add_error(name, ValidationError(_("This belongs to another association.")))
        return cleaned


def _stands_on(page: Any, site: Site) -> bool:
    """Whether `page` is one of the site's, in any language."""
    return any(
        root.site_id == site.pk and page.url_path.startswith(root.root_path) for root in Site.get_site_root_paths()
    )


def owner_name(site: Site) -> str:
    """The Union or the association whose site it is."""
    return site.site_name or site.hostname


class PublicityViewSet(TenantModelViewSet):
    model = PublicityNotice
    icon = "image"
    menu_label = _("Publicity of projects")
    edit_handler = ObjectList(PANELS, base_form_class=PublicityForm)
    list_display = ["name", Column("days", label=_("Shown"), sort_key="starts_on")]
    list_export = ["name", "registration_number", "starts_on", "ends_on"]
    search_fields = ["name", "registration_number"]
    ordering = ["-starts_on", "name"]
