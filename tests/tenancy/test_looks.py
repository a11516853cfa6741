"""Whoever sees personal data in the administration leaves a line: every address is opened and its answer read."""

import re
from typing import Any

import pytest
from django.apps import apps
from django.db import models
from django.test import Client
from django.urls import resolve
from wagtail.models import ModelLogEntry

from contact_centre.models import CitizenRequest, HandOver
from portal.tenancy.audit.actions import EXPORTED, LOOKED
from portal.tenancy.audit.looks import personal_models
from portal.tenancy.boundary import tenant_models
from portal.tenancy.models import Association

from .marked import PK, mark_everything, marked_row
from .test_isolation import addresses, body

pytestmark = [pytest.mark.django_db, pytest.mark.only_on("sqlite")]

OWN = re.compile(r"/admin/(services_directory|contact_centre|newsletters|meetings|home|tenancy|jobs)/")
ELSEWHERE = re.compile(r"/(chooser|usage|history|unpublish|revisions|workflow|lock|unlock|results)/")
"""The same rows or none: Wagtail's own views of what the walk sees beside them."""
SECRET = "osobni.example"
NOTED_BY_THEMSELVES = {CitizenRequest}
"""Their looks have a register of their own beside the log (`contact_centre.privacy.looks`)."""
OFFICIAL = {
    "tenancy.StaffMember": "the centre's own people, on its public page",
    "services_directory.ProviderAsk": "the published address of a provider, frozen when it was asked",
    "newsletters.DropPoint": "whoever takes prints over at an office",
    "meetings.Invitation": "mayors, at the addresses of their offices",
}


def lines() -> int:
    return ModelLogEntry.objects.filter(action__in=(LOOKED, EXPORTED)).count()


def is_personal(field: Any) -> bool:
    return isinstance(field, models.EmailField) or field.name == "phone"


def model_of(address: str) -> Any:
    """Of which model the view at this address is; None if it doesn't say."""
    return getattr(getattr(resolve(address).func, "view_class", None), "model", None)


def test_every_model_with_an_address_is_personal_or_says_whose_it_is() -> None:
    with_addresses = {model for model in tenant_models() if any(map(is_personal, model._meta.concrete_fields))}
    known = set(personal_models()) | NOTED_BY_THEMSELVES | {apps.get_model(label) for label in OFFICIAL}
    assert with_addresses <= known, [model._meta.label for model in with_addresses - known]


def test_every_address_that_shows_personal_data_writes_a_line(
    dso_a: Association, dso_b: Association, manager_b: Any, client: Client
) -> None:
    marked = mark_everything(dso_b)
    marked_row(HandOver, dso_b, marked)
    watched: set[Any] = {*personal_models(), *NOTED_BY_THEMSELVES, HandOver}
    for model in watched:
        fields = [field for field in model._meta.concrete_fields if isinstance(field, models.EmailField)]
        values = {field.name: f"{model._meta.model_name}@{SECRET}" for field in fields}
        model._base_manager.filter(pk=PK).update(**values)
    client.force_login(manager_b)
    client.raise_request_exception = False
    silent, loud = [], set()
    for address in addresses(marked):
        model = model_of(address)
        # Rows of other models are shown without anybody's personal data, or the walk over lists comes upon them.
        if (
            not OWN.match(address)
            or ELSEWHERE.search(address)
            or (str(PK) in address and model not in {None, *watched})
        ):
            continue
        for asked in (address, f"{address}?export=csv") if model in watched else (address,):
            before = lines()
            answer = client.get(asked, headers={"host": "dolni.localhost"})
            if SECRET not in body(answer):
                continue
            if lines() == before:
                silent.append(asked)
            else:
                loud.add(re.sub(r"\d+", "N", asked))
    assert silent == []
    assert len(loud) >= 6, loud
