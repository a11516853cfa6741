"""Where a citizen's answer by e-mail goes: one mailbox of the portal, with a mark of the request in the address."""

from portal.tenancy.models import Association

from ..models import CitizenRequest


def reply_address(request: CitizenRequest, association: Association) -> str:
    """The Reply-To of letters about `request`; the association's own address unless answers come in by mail."""
    return association.email
