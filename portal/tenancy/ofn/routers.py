"""Contacts at /api/v1/ofn/: of the association, and of its centre's people."""

from typing import Annotated

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation import gettext_noop
from ninja import Path, Query, Router

from ..api.routers import OneAssociation
from .answers import TAG, answer, answers, asked, identifier, is_of_association
from .associations import OWN, contacts

router = Router(tags=[TAG])
ContactName = Annotated[str, Path(pattern=rf"^({OWN}|[1-9][0-9]{{0,9}})$")]


@router.get(
    "/kontakty.jsonld",
    summary=gettext_noop("Contacts (OFN)"),
    openapi_extra=answers("Contacts as the norm Kontakty 2020-07-01 says."),
)
def all_contacts(request: HttpRequest, filters: Query[OneAssociation]) -> HttpResponse:
    """How to reach the association and the people of its centre."""
    with translation.override("cs"):
        return answer(contacts(asked(request, filters.association)))


@router.get(
    "/kontakty/{name}",
    summary=gettext_noop("One contact"),
    openapi_extra=answers("The contact as the norm Kontakty 2020-07-01 says."),
)
def one_contact(request: HttpRequest, name: ContactName) -> HttpResponse:
    """A contact by the end of its identifier, on the association's own site."""
    scope = asked(request, "")
    with translation.override("cs"):
        found = {contact["iri"]: contact for contact in contacts(scope)} if is_of_association(request) else {}
    for association in scope.associations.values():
        if contact := found.get(identifier(association, f"kontakty/{name}")):
            return answer(contact)
    raise Http404
