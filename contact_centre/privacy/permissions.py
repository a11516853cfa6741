"""Who answers for citizens' data: the association's managers."""

from typing import Any

from portal.tenancy.boundary import sites_of

from ..models import CitizenRequest, RequestPolicy


def answers_for_data(user: Any, request: CitizenRequest) -> bool:
    """Whether `user` may give out and delete the personal data of `request`."""
    return sites_of(user, RequestPolicy, "change").filter(pk=request.site_id).exists()
