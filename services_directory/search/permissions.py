"""Who may change the words by which services are found."""

from typing import Any

from wagtail.permissions import policy_registry

from ..models import SearchSynonym, ServiceKind


def may_add_words(user: Any, site_id: int) -> bool:
    """Whether `user` may add words in the association of the site."""
    return site_id in sites_to_add_words(user)


def sites_to_add_words(user: Any) -> set[int]:
    """The associations, by their sites, in which `user` may add words."""
    policy = policy_registry.get_by_type(SearchSynonym)
    return set(policy.sites_user_has_any_permission_for(user, ["add"]).values_list("pk", flat=True))


def may_adopt_words(user: Any) -> bool:
    """Whether `user` keeps the code list of kinds (the Union) and may take a word over for everybody."""
    return bool(policy_registry.get_by_type(ServiceKind).user_has_permission(user, "change"))
