"""Who reaches what of the register and the requests: other associations nothing, the Union nothing personal."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from contact_centre.actions import attach_file
from contact_centre.models import ActivityAttachment, ActivityTrigger
from contact_centre.uploads import check_upload
from portal.tenancy.models import Association
from portal.tenancy.roles import Role
from tests.tenancy.factories import make_user

from .browser import HOST, form_data, get, post, titles
from .factories import (
    PDF,
    jpeg,
    make_activity,
    make_request,
    upload,
)


@pytest.mark.spec("T1")
def test_nothing_of_another_association_is_found(admin: Client, dso_b: Association) -> None:
    request = make_request(dso_b, attachment=check_upload(upload("lampa.jpg", jpeg())))
    activity = make_activity(dso_b)
    file = attach_file(activity=activity, file=check_upload(upload("a.pdf", PDF)))

    for name in ("edit", "inspect", "history", "close", "cancel", "files"):
        assert get(admin, f"activities:{name}", activity.pk).status_code == 404, name
        assert post(admin, f"activities:{name}", activity.pk, **form_data()).status_code == 404, name
    assert get(admin, "activities:download", activity.pk, file.pk).status_code == 404
    assert get(admin, "citizen_requests:inspect", request.pk).status_code == 404
    assert get(admin, "citizen_requests:download", request.pk, request.attachments.get().pk).status_code == 404
    assert titles(get(admin, "activities:index")) == []


@pytest.mark.spec("T1")
def test_a_foreign_file_is_not_found_behind_an_own_record(
    admin: Client, dso_a: Association, dso_b: Association
) -> None:
    own, foreign = make_activity(dso_a), make_activity(dso_b)
    file = attach_file(activity=foreign, file=check_upload(upload("a.pdf", PDF)))

    assert get(admin, "activities:download", own.pk, file.pk).status_code == 404
    assert post(admin, "activities:files", own.pk, remove=file.pk).status_code == 404
    assert ActivityAttachment.objects.filter(pk=file.pk).exists()


@pytest.mark.spec("A5")
@pytest.mark.parametrize("who", ["union_admin", "union_reviewer"])
def test_the_union_reaches_neither_requests_nor_activities(
    client: Client, dso_a: Association, who: str, request: pytest.FixtureRequest
) -> None:
    stored = make_request(dso_a, attachment=check_upload(upload("lampa.jpg", jpeg())))
    client.force_login(request.getfixturevalue(who))

    for address in (
        reverse("activities:index"),
        reverse("citizen_requests:index"),
        reverse("citizen_requests:inspect", args=[stored.pk]),
        reverse("citizen_requests:download", args=[stored.pk, stored.attachments.get().pk]),
        reverse("activities:inspect", args=[stored.activity_id]),
    ):
        assert client.get(address, headers={"host": "localhost"}).status_code in {302, 403, 404}, address


def test_only_the_union_keeps_the_code_lists(client: Client, dso_a: Association, union_admin: Any) -> None:
    trigger = ActivityTrigger.objects.get(code="mayor")
    address = reverse("activitytrigger:edit", args=[trigger.pk])
    client.force_login(make_user(Role.MANAGER, dso_a))
    assert client.get(address, **HOST).status_code in {302, 403}

    client.force_login(union_admin)
    data = {"code": "changed", "name": "Starosta", "name_en": "Mayor", "order": 10, "retired_on": ""}
    assert client.post(address, data, headers={"host": "localhost"}).status_code == 302
    trigger.refresh_from_db()
    assert (trigger.code, trigger.name, trigger.translations) == ("mayor", "Starosta", {"en": "Mayor"})
    assert client.get(address.replace("edit", "delete"), headers={"host": "localhost"}).status_code == 404
