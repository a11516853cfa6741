"""Who may publish a newsletter: the Union, nobody else (domain §7, NWS-5).

Managers hold the right to publish in the whole tree of their association; for newsletters Wagtail's
questions are answered here, so that every way to publish (button, bulk action, copy, schedule) asks us.
"""

from typing import Any

from wagtail.models import PagePermissionTester

from portal.tenancy.boundary import is_union_user


def may_publish_newsletters(user: Any) -> bool:
    """Whether `user` belongs to the Union (or is a superuser); asked once for a user object."""
    answer: bool | None = getattr(user, "_may_publish_newsletters", None)
    if answer is None:
        answer = user.is_active and is_union_user(user)
        user._may_publish_newsletters = answer
    return answer


class NewsletterIssuePermissionTester(PagePermissionTester):
    """Publishing is the Union's; writing, submitting for review and taking down stay as the roles say."""

    def can_publish(self) -> bool:
        return bool(super().can_publish()) and may_publish_newsletters(self.user)


class NewsletterIndexPermissionTester(PagePermissionTester):
    """No issue is created published, or copied published, around the review."""

    def can_publish_subpage(self) -> bool:
        return bool(super().can_publish_subpage()) and may_publish_newsletters(self.user)
