"""A picture or a document of a published issue is part of what the Union approved: nobody exchanges it (V3)."""

from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.urls import reverse
from wagtail.images.tests.utils import get_test_image_file
from wagtail_factories import DocumentFactory, ImageFactory

from newsletters.publishing.guard import refuse_unapproved
from portal.core.kept_files import FileIsKept
from portal.core.models import PortalImage
from portal.tenancy.models import Association
from tests.newsletters.factories import article, make_issue
from tests.newsletters.test_review import sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.spec("V3", "N6")]


@pytest.fixture
def image(dso_a: Association) -> Any:
    return ImageFactory(collection=dso_a.collection, description="Most přes Úpu")


def with_picture(image: Any) -> dict[str, Any]:
    return {"type": "image", "value": {"image": image.pk, "description": "Most"}}


def test_a_picture_of_a_published_issue_is_neither_exchanged_nor_reworded_nor_deleted(
    client: Client, dso_a: Association, manager_a: Any, image: Any
) -> None:
    issue = make_issue(dso_a, blocks=[article(), with_picture(image)])
    stored = image.file.name
    address = reverse("wagtailimages:edit", args=[image.pk])
    data = {"title": image.title, "description": image.description, "collection": dso_a.collection.pk}
    other = SimpleUploadedFile("jiny.png", get_test_image_file().file.getvalue(), "image/png")
    answer = sign_in(client, manager_a).post(address, {**data, "file": other})
    assert "1/2026" in answer.context["form"].errors["file"][0]
    for name, value in (("description", "Něco jiného"), ("file", get_test_image_file(filename="jiny.png"))):
        changed = PortalImage.objects.get(pk=image.pk)
        setattr(changed, name, value)
        with pytest.raises(FileIsKept), transaction.atomic():
            changed.save()
    client.post(reverse("wagtailimages:delete", args=[image.pk]))
    assert PortalImage.objects.get(pk=image.pk).file.name == stored
    refuse_unapproved(issue)
    # Where it is filed is nobody's business but the centre's.
    assert client.post(address, data).status_code == 302


def test_a_document_of_a_published_issue_stays_too(dso_a: Association) -> None:
    document = DocumentFactory(collection=dso_a.collection)
    link = f'<p><a linktype="document" id="{document.pk}">Rozpočet</a> obce</p>'
    make_issue(dso_a, blocks=[article(text=link)])
    document.file = ContentFile(b"neco jineho", name="rozpocet.txt")
    with pytest.raises(FileIsKept), transaction.atomic():
        document.save()
    with pytest.raises(FileIsKept), transaction.atomic():
        document.delete()


def test_what_only_a_draft_shows_may_be_exchanged(dso_a: Association, image: Any) -> None:
    make_issue(dso_a, live=False, blocks=[article(), with_picture(image)])
    image.file = get_test_image_file(filename="lepsi.png")
    image.save()
    image.delete()
