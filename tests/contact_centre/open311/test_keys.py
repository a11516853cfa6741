"""Keys of town apps in the admin: shown once, kept as a hash, renamed, revoked; a manager's business."""

from typing import Any

import pytest
from django.test import Client
from wagtail.models import ModelLogEntry

from contact_centre.models import ApiKey
from contact_centre.open311.keys import find_key, hash_of
from portal.tenancy.models import Association

LIST = "/admin/contact_centre/apikey/"
HOST = {"host": "horni.localhost"}
pytestmark = pytest.mark.django_db


def test_a_key_is_shown_once_and_only_its_hash_is_kept(admin: Client, dso_a: Association, manager_a: Any) -> None:
    response = admin.post(f"{LIST}new/", {"name": "Hlášení závad"}, headers=HOST)
    plain = response.context["plain"]
    row = ApiKey.objects.get()
    assert f">{plain}</code>" in response.content.decode()
    assert "no-store" in response.headers["Cache-Control"]
    assert (row.site, row.name, row.made_by) == (dso_a.site, "Hlášení závad", manager_a.get_username())
    assert row.key_hash == hash_of(plain)
    assert plain.startswith(row.prefix)
    assert len(plain) - len(row.prefix) >= 24
    assert find_key(dso_a, plain) == row
    listed = admin.get(LIST, headers=HOST).content.decode()
    assert row.prefix in listed
    kept = str(list(ApiKey.objects.values())) + str(list(ModelLogEntry.objects.values("label", "data")))
    for text in (listed, kept, str(list(admin.session.items()))):
        assert plain not in text


def test_a_key_is_renamed_and_revoked(admin: Client, made_key: tuple[ApiKey, str], dso_a: Association) -> None:
    key, plain = made_key
    admin.post(f"{LIST}edit/{key.pk}/", {"name": "Jiná aplikace"}, headers=HOST)
    key.refresh_from_db()
    assert (key.name, key.key_hash) == ("Jiná aplikace", hash_of(plain))
    assert f"{LIST}revoke/{key.pk}/" in admin.get(LIST, headers=HOST).content.decode()
    asked = admin.get(f"{LIST}revoke/{key.pk}/", headers=HOST)
    assert asked.status_code == 200
    assert find_key(dso_a, plain) == key
    admin.post(f"{LIST}revoke/{key.pk}/", headers=HOST)
    assert find_key(dso_a, plain) is None
    assert f"{LIST}revoke/{key.pk}/" not in admin.get(LIST, headers=HOST).content.decode()
    assert ModelLogEntry.objects.filter(action="contact_centre.key_revoke", object_id=str(key.pk)).count() == 1
    admin.post(f"{LIST}revoke/{key.pk}/", headers=HOST)
    assert ModelLogEntry.objects.filter(action="contact_centre.key_revoke").count() == 1


def test_an_editor_makes_and_revokes_no_key(client: Client, editor_a: Any, key: ApiKey) -> None:
    client.force_login(editor_a)
    for address in (LIST, f"{LIST}new/", f"{LIST}edit/{key.pk}/", f"{LIST}revoke/{key.pk}/"):
        assert client.post(address, {"name": "x"}, headers=HOST).status_code in {302, 403, 404}
    key.refresh_from_db()
    assert (key.name, key.is_valid) == ("Hlášení závad", True)
    assert ApiKey.objects.count() == 1
