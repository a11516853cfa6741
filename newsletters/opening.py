"""What newsletters ask of a site before it opens: it is better to have begun the first issue."""

from typing import Any

from django.db.models import Exists
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from portal.tenancy.models import Association
from portal.tenancy.opening.lines import Line, in_tree, register_line

from .models import NewsletterIndexPage, NewsletterIssuePage


def _begun() -> Any:
    return Exists(in_tree(NewsletterIssuePage.objects.all()))


def _archive(association: Association) -> str:
    pages = NewsletterIndexPage.objects.filter(path__startswith=association.root_page.path)
    pk = pages.values_list("pk", flat=True).first()
    return reverse("wagtailadmin_explore", args=[pk]) if pk else ""


def register() -> None:
    """Called once, when the feature is ready."""
    register_line(
        Line(
            name="newsletter",
            order=300,
            label=_("The first issue of the newsletter, begun"),
            is_required=False,
            condition=_begun,
            mend=_archive,
        )
    )
