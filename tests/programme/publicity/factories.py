"""Notices of projects for tests: valid today, with a strip of logos."""

from datetime import timedelta
from typing import Any

from django.utils import timezone
from wagtail.images.tests.utils import get_test_image_file

from portal.core.models import PortalImage
from portal.programme.models import PublicityNotice
from portal.tenancy.models import Association, Union

TEXT = "Projekt je spolufinancován Evropskou unií."


def make_notice(owner: Association | Union, **fields: Any) -> PublicityNotice:
    """A notice of the association's or the Union's that began yesterday and ends tomorrow."""
    today = timezone.localdate()
    values = {
        "name": "Společně pro obce",
        "registration_number": "CZ.03.4.74/0.0/0.0/15_019/0003017",
        "text": TEXT,
        "starts_on": today - timedelta(days=1),
        "ends_on": today + timedelta(days=1),
        **fields,
    }
    return PublicityNotice.objects.create(site=owner.site, **values)


def make_strip(owner: Association, name: str = "loga.png") -> PortalImage:
    """A wide picture in the association's collection."""
    file = get_test_image_file(filename=name, size=(800, 100))
    return PortalImage.objects.create(title=name, file=file, collection=owner.collection)
