"""The statements of a site as the details of its association tell of them (`portal.tenancy.appearance.statements`)."""

from collections.abc import Iterator

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.core.templatetags.portal import cs_date
from portal.tenancy.appearance.statements import StatementLine
from portal.tenancy.models import Association

from .models import AccessibilityStatementPage, PrivacyPage, PublicInformationPage
from .models.statements import StatementPage
from .reviewing import review_by


def lines_of(association: Association) -> Iterator[StatementLine]:
    """Each statement in the site's first language: whether it is out, and when it was gone through."""
    for model in (AccessibilityStatementPage, PrivacyPage, PublicInformationPage):
        pages = model.objects.filter(
            path__startswith=association.root_page.path, locale__language_code=settings.LANGUAGE_CODE
        )
        for page in pages:
            yield _line(page)


def _line(page: StatementPage) -> StatementLine:
    reviewed = cs_date(page.reviewed_on)
    state, is_late = _("gone through on %(day)s") % {"day": reviewed}, False
    if isinstance(page, AccessibilityStatementPage):
        by = review_by(page.reviewed_on)
        is_late = by < timezone.localdate()
        state = _("gone through on %(day)s, again by %(by)s") % {"day": reviewed, "by": cs_date(by)}
    if not page.live:
        state, is_late = _("not published"), True
    edit = reverse("wagtailadmin_pages:edit", args=[page.pk])
    return StatementLine(page.title, state, edit, (page.full_url or "") if page.live else "", is_late)
