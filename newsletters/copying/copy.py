"""A new draft from the last issue of an archive."""

import json
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from wagtail.coreutils import find_available_slug
from wagtail.models import Page

from portal.core.pages import ensure_fallbacks

from ..calendar_choice import next_numbers
from ..models import NewsletterIndexPage, NewsletterIssuePage
from ..numbering import numbered_issues
from .emptied import emptied_body


def last_issue(archive: NewsletterIndexPage) -> NewsletterIssuePage | None:
    """The newest issue of `archive` that is out; before the first is out, the newest draft."""
    issues = numbered_issues(archive).filter(alias_of__isnull=True)
    last: NewsletterIssuePage | None = issues.live().newest_first().first()
    if last is not None:
        return last
    draft = issues.newest_first().first()
    return draft.get_latest_revision_as_object() if draft is not None else None


def may_copy_into(archive: Page, user: Any) -> bool:
    """Whether `user` may start a new issue in `archive`."""
    return bool(archive.permissions_for_user(user).can_add_subpage())


@transaction.atomic
def copy_of_last(*, archive: NewsletterIndexPage, user: Any) -> NewsletterIssuePage:
    """A draft with the next numbers of the year and the calendar, and the frame of the last issue; `user` owns it.

    Raises PermissionDenied if `user` may not write in `archive`, ValidationError if there is no issue to copy.
    """
    if not may_copy_into(archive, user):
        raise PermissionDenied
    # Two people who press the button at once get two numbers.
    held = NewsletterIndexPage.objects.select_for_update().get(pk=archive.pk)
    last = last_issue(held)
    if last is None:
        raise ValidationError(_("There is no issue yet to copy. Write the first one from the beginning."))
    today = timezone.localdate()
    number, year, following = next_numbers(held, on=today)
    issue = NewsletterIssuePage(
        title=_("Newsletter %(designation)s") % {"designation": f"{number}/{year}"},
        slug=find_available_slug(held, slugify(f"{held.slug} {number} {year}")),
        number=number,
        year=year,
        body=json.dumps(emptied_body(last.body, on=today), cls=DjangoJSONEncoder),
        programme=following.programme if following else None,
        calendar_number=following.days.number if following else None,
        is_printed=last.is_printed,
        mk_registration_number=last.mk_registration_number,
        locale=held.locale,
        owner=user,
        live=False,
        has_unpublished_changes=True,
    )
    held.add_child(instance=issue)
    issue.save_revision(user=user)
    ensure_fallbacks(issue)
    return issue
