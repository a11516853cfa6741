"""What people may do with a newsletter, whatever their role in the tree says (domain §7, NWS-5, V3, N6).

Wagtail asks here before every button, bulk action and timetable. Publishing is the Union's, and of the Union too only
what it has approved; the guard itself stands behind (`publishing.guard`). What went out is the Union's alone.
"""

from typing import Any

from wagtail.models import PageLogEntry, PagePermissionTester
from wagtail.permissions import policy_registry

from portal.tenancy.boundary import is_union_user

from .models.sending import IssueSending
from .publishing.newest import newest_text
from .review.approval import is_approved
from .sending.standing import submitted_below, was_submitted


def may_publish_newsletters(user: Any) -> bool:
    """Whether `user` belongs to the Union (or is a superuser); asked once for a user object."""
    answer: bool | None = getattr(user, "_may_publish_newsletters", None)
    if answer is None:
        answer = user.is_active and is_union_user(user)
        user._may_publish_newsletters = answer
    return answer


class NewsletterIssuePermissionTester(PagePermissionTester):
    """Publishing is for approved content; writing, submitting and taking down a draft stay as the roles say."""

    def can_publish(self) -> bool:
        """Whether the newest text may be published: by the Union, and with the consent it gave to that text."""
        return self._is_unions() and is_approved(newest_text(self.page))

    def can_unpublish(self) -> bool:
        """What went out is taken off the web by the Union only, though nobody may edit it."""
        if self.page.live and self.page.is_sent:
            return self._is_unions()
        return bool(super().can_unpublish())

    def can_set_view_restrictions(self) -> bool:
        return self._is_unions()

    def can_unschedule(self) -> bool:
        return self._is_unions()

    def can_delete(self, ignore_bulk: bool = False) -> bool:
        """What the Union was sent once is kept, with what it said about it."""
        return bool(super().can_delete(ignore_bulk)) and not was_submitted(self.page)

    def can_move(self) -> bool:
        return False

    def can_republish(self) -> bool:
        """Whether approved content may be put on the web (again) without a new review, as `publish_approved` does.

        By the centre's managers too, unless it went out or the Union took it down.
        """
        if self._is_unions():
            return True
        return bool(super().can_publish()) and not self.page.is_sent and not self._taken_down_by_the_union()

    def can_record_sending(self) -> bool:
        """Whether the user says of this association's issues that they went out."""
        sites = policy_registry.get_by_type(IssueSending).site_ids(self.user, ("add",))
        return self.user.is_active and (sites is None or self.page.get_site().pk in sites)

    def _is_unions(self) -> bool:
        return bool(super().can_publish()) and may_publish_newsletters(self.user)

    def _taken_down_by_the_union(self) -> bool:
        lines = PageLogEntry.objects.filter(page=self.page.pk, action="wagtail.unpublish", user__isnull=False)
        last = lines.select_related("user").order_by("-timestamp", "-pk").first()
        return last is not None and is_union_user(last.user)


class NewsletterIndexPermissionTester(PagePermissionTester):
    """No issue is made published, or copied published: nobody has read it yet."""

    def can_publish_subpage(self) -> bool:
        return False

    def can_delete(self, ignore_bulk: bool = False) -> bool:
        """An archive is kept with the issues in it."""
        return bool(super().can_delete(ignore_bulk)) and not submitted_below([self.page]).exists()
