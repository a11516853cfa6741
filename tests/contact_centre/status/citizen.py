"""What a citizen does at the status page, and requests that ended, as the centre ends them."""

from typing import Any

from django.test import Client

from contact_centre.actions import resolve_request
from contact_centre.closing.words import MayorWord
from contact_centre.models import CitizenRequest
from portal.tenancy.models import Association

from ..factories import make_request, output

HOST = {"headers": {"host": "horni.localhost"}}
EMAIL = "jana@example.org"


def written(association: Association, **changed: Any) -> CitizenRequest:
    """A request of somebody who gave an address; the centre has one too."""
    Association.objects.filter(pk=association.pk).update(email="centrum@example.org", phone="+420491000110")
    return make_request(association, **{"email": EMAIL, "name": "Jana Nováková", **changed})


def resolved(request: CitizenRequest, user: Any = None, answer: str = "Lampu jsme opravili.") -> CitizenRequest:
    return resolve_request(
        request=request,
        output=output(),
        output_description="Lampa opravena.",
        answer=answer,
        word=MayorWord.not_told("starosta je na dovolené"),
        user=user,
    )


def address(request: CitizenRequest) -> str:
    return f"/kontakt/stav/{request.status_token}/"


def visit(client: Client, request: CitizenRequest) -> Any:
    return client.get(address(request), **HOST)


def send(client: Client, request: CitizenRequest, *, button: str = "psat", **data: Any) -> Any:
    """Send the form of this `button` as the page hands it out now."""
    form = visit(client, request).context.get({"psat": "write", "otevrit": "reopen"}[button])
    ticket = form.initial["ticket"] if form else ""
    return client.post(address(request), {"ticket": ticket, button: "1", **data}, **HOST)
