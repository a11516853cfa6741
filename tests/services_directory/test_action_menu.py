"""Publishing is offered in the editor's form to whoever may publish on the service's site."""

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import GroupSitePermission

from portal.tenancy.models import Association
from services_directory.models import Service

from .factories import make_service

pytestmark = pytest.mark.only_on("postgresql")

ADD = "wagtailsnippets_services_directory_service:add"
EDIT = "wagtailsnippets_services_directory_service:edit"
PUBLISH = re.compile(r'<button[^>]*name="action-publish"')


@pytest.mark.parametrize(
    ("who", "host"), [("editor_a", "horni.localhost"), ("manager_a", "horni.localhost"), ("union_admin", "localhost")]
)
def test_editors_of_the_association_may_publish_and_unpublish(
    association: Association, who: str, host: str, request: pytest.FixtureRequest
) -> None:
    client = Client(SERVER_NAME=host)
    client.force_login(request.getfixturevalue(who))
    service = make_service(association)
    form = client.get(reverse(EDIT, args=[service.pk])).content.decode()
    assert len(PUBLISH.findall(form)) == 1
    assert reverse("wagtailsnippets_services_directory_service:unpublish", args=[service.pk]) in form
    assert len(PUBLISH.findall(client.get(reverse(ADD)).content.decode())) == 1
    Service.objects.update(live=False)
    draft = client.get(reverse(EDIT, args=[service.pk])).content.decode()
    assert reverse("wagtailsnippets_services_directory_service:unpublish", args=[service.pk]) not in draft
    assert PUBLISH.search(draft)


def test_who_may_not_publish_is_not_offered_it(association: Association, editor_a: Any) -> None:
    deleted, _models = GroupSitePermission.objects.filter(permission__codename="publish_service").delete()
    assert deleted
    client = Client(SERVER_NAME="horni.localhost")
    client.force_login(editor_a)
    service = make_service(association)
    assert not PUBLISH.search(client.get(reverse(EDIT, args=[service.pk])).content.decode())
