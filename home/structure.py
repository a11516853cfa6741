"""Finding the structural pages of a site from any of its pages."""

from django.apps import apps
from wagtail.models import Page


def home_of(page: Page) -> Page:
    """The home page of the tree `page` stands in (its own language)."""
    return page if page.depth == 2 else page.get_ancestors().get(depth=2)


def site_page(page: Page, model_name: str) -> Page | None:
    """The live page of the type `home.<model_name>` in the tree of `page`; None where there is none."""
    model = apps.get_model("home", model_name)
    found: Page | None = model.objects.filter(path__startswith=page.path[: 2 * Page.steplen]).live().first()
    return found
