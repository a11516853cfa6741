"""Finding the structural pages of a site from any of its pages."""

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from wagtail.models import Page


def home_of(page: Page) -> Page:
    """The home page of the tree `page` stands in (its own language)."""
    return page if page.depth == 2 else page.get_ancestors().get(depth=2)


def site_pages(page: Page, *model_names: str) -> dict[str, Page]:
    """The live pages of the types `home.<model name>` in the tree of `page`, by that name; one query.

    A type without a page there is left out.
    """
    types = {ContentType.objects.get_for_model(apps.get_model("home", name)).pk: name for name in model_names}
    tree = page.path[: 2 * Page.steplen]
    found = Page.objects.filter(path__startswith=tree, content_type__in=types).live().order_by("-path")
    return {types[other.content_type_id]: other for other in found}
