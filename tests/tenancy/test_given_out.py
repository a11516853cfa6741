"""Pictures and documents by their addresses: the host's own, the Union's, and nobody else's (T1)."""

from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Collection

from portal.tenancy.models import Association

pytestmark = [pytest.mark.django_db, pytest.mark.spec("T1"), pytest.mark.only_on("sqlite")]

HERE, THERE, UNION = "horni.localhost", "dolni.localhost", "localhost"


def picture_of(collection: Collection) -> Any:
    return get_image_model().objects.create(
        title="most", file=get_test_image_file(filename="most.png"), collection=collection
    )


def rendition_of(association: Association) -> str:
    return f"/media/{picture_of(association.collection).get_rendition('width-20').file.name}"


def status(client: Client, path: str, host: str) -> int:
    return int(client.get(path, headers={"host": host}).status_code)


def test_a_picture_is_given_out_on_its_own_host_and_the_unions_only(client: Client, dso_b: Association) -> None:
    path = rendition_of(dso_b)
    assert [status(client, path, host) for host in (THERE, UNION, HERE)] == [200, 200, 404]


def test_the_unions_pictures_stand_on_every_host(client: Client, union: Any, dso_b: Association) -> None:
    shared = picture_of(Collection.get_first_root_node()).get_rendition("width-20").file.name
    assert status(client, f"/media/{shared}", THERE) == 200


def test_collections_within_the_associations_are_its_own_too(client: Client, dso_a: Any, dso_b: Association) -> None:
    inner = dso_b.collection.add_child(name="Obce")
    path = f"/media/{picture_of(inner).get_rendition('width-20').file.name}"
    assert [status(client, path, host) for host in (THERE, HERE)] == [200, 404]


def test_originals_are_for_those_who_work_with_them(
    client: Client, dso_b: Association, manager_a: Any, manager_b: Any
) -> None:
    path = f"/media/{picture_of(dso_b.collection).file.name}"
    assert status(client, path, THERE) == 404
    client.force_login(manager_a)
    assert [status(client, path, host) for host in (THERE, HERE)] == [404, 404]
    client.force_login(manager_b)
    answer = client.get(path, headers={"host": THERE})
    assert answer.status_code == 200
    assert "no-store" in answer.headers["Cache-Control"]


def test_what_no_row_knows_is_nowhere(client: Client, dso_a: Association) -> None:
    for path in ("/media/images/jiny.png", "/media/../private/x.pdf", "/media/%2e%2e/portal.sqlite3"):
        assert status(client, path, HERE) == 404


def test_a_picture_opened_by_itself_runs_nothing_and_is_kept(client: Client, dso_a: Association) -> None:
    answer = client.get(rendition_of(dso_a), headers={"host": HERE})
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "immutable" in answer.headers["Cache-Control"]
    assert answer.headers["Content-Type"] == "image/png"


def test_a_proxy_may_send_the_file_itself(client: Client, dso_a: Association, settings: Any) -> None:
    settings.MEDIA_ACCEL = "/_media/"
    path = rendition_of(dso_a)
    answer = client.get(path, headers={"host": HERE})
    assert (answer.headers["X-Accel-Redirect"], answer.content) == (path.replace("/media/", "/_media/"), b"")
    assert "X-Accel-Redirect" not in client.get(path, headers={"host": THERE}).headers


def test_a_document_is_given_out_on_its_own_host_only(
    client: Client, dso_b: Association, manager_a: Any, union_admin: Any
) -> None:
    document = get_document_model().objects.create(
        title="zápis", file=ContentFile(b"x", name="zapis.pdf"), collection=dso_b.collection
    )
    # Wagtail sends it from the disk.
    on_disk = Path(document.file.path)
    on_disk.parent.mkdir(exist_ok=True)
    on_disk.write_bytes(b"x")
    path = document.url
    assert [status(client, path, host) for host in (THERE, UNION, HERE)] == [200, 200, 404]
    client.force_login(manager_a)
    assert status(client, path, HERE) == 404
    client.force_login(union_admin)
    assert status(client, path, HERE) == 200
