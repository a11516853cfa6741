"""What meetings ask of a site before it opens: it is better to have the opening meeting of mayors in sight."""

from typing import Any

from django.db.models import Exists
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from portal.tenancy.models import Association
from portal.tenancy.opening.lines import Line, in_tree, register_line

from .models import MeetingIndexPage, MeetingPage


def _begun() -> Any:
    return Exists(in_tree(MeetingPage.objects.all()))


def _index(association: Association) -> str:
    pages = MeetingIndexPage.objects.filter(path__startswith=association.root_page.path)
    pk = pages.values_list("pk", flat=True).first()
    return reverse("wagtailadmin_explore", args=[pk]) if pk else ""


def register() -> None:
    """Called once, when the feature is ready."""
    register_line(
        Line(
            name="meeting",
            order=310,
            label=_("The opening meeting of mayors, prepared"),
            is_required=False,
            condition=_begun,
            mend=_index,
        )
    )
