"""What this feature asks of a site before it opens: the statements somebody has gone through."""

from collections.abc import Callable
from typing import Any

from django.db.models import Exists
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from portal.tenancy.models import Association
from portal.tenancy.opening.lines import Line, in_tree, register_line

from .models import AccessibilityStatementPage, PrivacyPage, PublicInformationPage
from .models.statements import StatementPage

HINT = _("Every site begins with a template. Read it, change what is otherwise, and publish it.")


def _gone_through(model: type[StatementPage]) -> Callable[[], Any]:
    """Whether what is published of it was saved by a person: what every site begins with is nobody's."""
    return lambda: Exists(in_tree(model.objects.live().filter(live_revision__user__isnull=False)))


def _page(model: type[StatementPage]) -> Callable[[Association], str]:
    def address(association: Association) -> str:
        pages = model.objects.filter(path__startswith=association.root_page.path)
        pk = pages.values_list("pk", flat=True).first()
        return reverse("wagtailadmin_pages:edit", args=[pk]) if pk else ""

    return address


def register() -> None:
    """Called once, when the feature is ready."""
    lines = [
        ("statement", _("The accessibility statement, gone through"), AccessibilityStatementPage),
        ("privacy", _("How personal data are handled (GDPR), gone through"), PrivacyPage),
        ("public_information", _("What is published under act 106/1999, gone through"), PublicInformationPage),
    ]
    for number, (name, label, model) in enumerate(lines):
        register_line(
            Line(
                name=name,
                order=100 + number,
                label=label,
                is_required=True,
                condition=_gone_through(model),
                mend=_page(model),
                hint=HINT,
            )
        )
