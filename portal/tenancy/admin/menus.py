"""Items of the admin's menu that not everybody sees."""

from typing import Any

from wagtail.admin.menu import MenuItem

from ..boundary import is_union_user


class UnionMenuItem(MenuItem):
    """Shown to whoever works for the Union."""

    def is_shown(self, request: Any) -> bool:
        return is_union_user(request.user)
