"""Starting the correction of an issue: a page of its own that goes through the same review (N6)."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from wagtail.coreutils import find_available_slug
from wagtail.models import Page

from ..models import NewsletterIssuePage


@transaction.atomic
def start_erratum(*, issue: NewsletterIssuePage, user: Any) -> NewsletterIssuePage:
    """A draft that corrects `issue`: the same number and year, an address of its own, nothing said yet.

    Raises ValidationError where there is nothing readers could have read wrong: a draft, or a correction itself.
    """
    page = NewsletterIssuePage.objects.get(pk=issue.alias_of_id or issue.pk)
    if page.corrects_id is not None:
        raise ValidationError(_("This is a correction already: correct the issue itself once more."))
    if not page.live and not page.sendings.exists():
        raise ValidationError(_("The issue hasn't gone out yet: change its text."))
    # A fresh parent: treebeard counts children in memory.
    archive = Page.objects.get(pk=page.get_parent().pk)
    with translation.override(page.locale.language_code):
        title = _("Correction of issue %(issue)s") % {"issue": page.designation}
        word = pgettext("in an address", "correction")
    slug, earlier = f"{page.slug}-{word}", page.errata.count()
    erratum = NewsletterIssuePage(
        title=title,
        slug=find_available_slug(archive, f"{slug}-{earlier + 1}" if earlier else slug),
        number=page.number,
        year=page.year,
        corrects=page,
        locale=page.locale,
        owner=user,
        live=False,
        has_unpublished_changes=True,
    )
    archive.add_child(instance=erratum)
    erratum.save_revision(user=user, clean=False, log_action="wagtail.create")
    return erratum
