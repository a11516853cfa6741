"""When and where an announced meeting is changes by no other way than by announcing it."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Locale, Page
from wagtail.test.utils.form_data import nested_form_data
from wagtail_localize.models import TranslationSource

from meetings.changing.cancelling import cancel_meeting
from meetings.changing.guard import MeetingStands
from meetings.changing.moving import move_meeting
from meetings.enums import AnnouncementKind
from meetings.models import Announcement, MeetingPage
from portal.core.pages import ensure_fallbacks
from portal.jobs.maintenance import publish_scheduled
from portal.tenancy.models import Association, Municipality, Union

from ..factories import list_of, make_meeting
from ..test_editing import form_data, sign_in
from .factories import make_announced, soon

pytestmark = [pytest.mark.django_db, pytest.mark.spec("M9")]
CHANGES: list[tuple[str, Any]] = [
    ("starts_at", soon(29)),
    ("ends_at", None),
    ("place", "jinde"),
    ("address", "Dlouhá 3"),
    ("cancelled_at", timezone.now()),
]


def stored(meeting: MeetingPage) -> MeetingPage:
    return MeetingPage.objects.get(pk=meeting.pk)


def moved(meeting: MeetingPage, user: Any) -> None:
    move_meeting(meeting=meeting, starts_at=soon(40), ends_at=soon(40, 17), reason="Sál je obsazený.", user=user)


@pytest.mark.parametrize(("name", "value"), CHANGES)
def test_code_changes_neither_the_row_nor_a_draft(dso_a: Association, name: str, value: Any) -> None:
    meeting = make_announced(dso_a)
    setattr(meeting, name, value)
    with pytest.raises(MeetingStands):
        meeting.save()
    with pytest.raises(MeetingStands):
        meeting.save_revision()
    with pytest.raises(MeetingStands):
        meeting.save(update_fields=[name])
    assert getattr(stored(meeting), name) != value


@pytest.mark.parametrize(("name", "value"), CHANGES)
def test_the_database_itself_refuses_it(dso_a: Association, name: str, value: Any) -> None:
    meeting = make_announced(dso_a)
    with pytest.raises(IntegrityError), transaction.atomic():
        MeetingPage.objects.filter(pk=meeting.pk).update(**{name: value})
    town = Municipality.objects.members_of(dso_a).first()
    with pytest.raises(IntegrityError), transaction.atomic():
        MeetingPage.objects.filter(pk=meeting.pk).update(municipality=town)
    with pytest.raises(IntegrityError), transaction.atomic():
        Page.objects.filter(pk=meeting.pk).update(live=False)
    MeetingPage.objects.filter(pk=meeting.pk).update(title="Jiný název", note="<p>Text</p>")


def test_the_database_takes_no_announcement_after_a_cancelled_one(dso_a: Association, manager_a: Any) -> None:
    meeting = make_announced(dso_a)
    line = cancel_meeting(meeting=meeting, reason="Nic k projednání.", user=manager_a)
    values = {"site_id": line.site_id, "meeting": meeting, "starts_at": line.starts_at, "facts": line.facts}
    with pytest.raises(IntegrityError), transaction.atomic():
        Announcement.objects.create(number=9, kind=AnnouncementKind.MOVED, **values)
    with pytest.raises(IntegrityError), transaction.atomic():
        MeetingPage.objects.filter(pk=meeting.pk).update(cancelled_at=None)


def test_before_it_is_announced_everything_may_change(dso_a: Association) -> None:
    meeting = make_meeting(dso_a, "koncept", live=False)
    meeting.starts_at, meeting.ends_at, meeting.place = soon(50), None, "jinde"
    meeting.save_revision()
    meeting.save()
    assert stored(meeting).place == "jinde"
    meeting.delete()


def test_an_older_version_brings_the_old_date_back_by_no_way(dso_a: Association, manager_a: Any) -> None:
    meeting = make_announced(dso_a, title="První název")
    old = meeting.latest_revision
    moved(meeting, manager_a)
    assert old.as_object().starts_at == soon(40)
    old.publish()
    assert (stored(meeting).title, stored(meeting).starts_at) == ("První název", soon(40))
    cancel_meeting(meeting=meeting, reason="Nic k projednání.", user=manager_a)
    old.publish()
    assert stored(meeting).is_cancelled


def test_pages_that_repeat_or_translate_it_are_put_right(dso_a: Association, manager_a: Any) -> None:
    meeting = make_announced(dso_a)
    (page,) = ensure_fallbacks(meeting)
    page.starts_at = soon(20)
    page.save()
    page.refresh_from_db()
    assert page.starts_at == meeting.starts_at
    page.alias_of = None
    page.place, page.starts_at, page.cancelled_at = "town hall", soon(21), timezone.now()
    page.save()
    page.save_revision().publish()
    page.refresh_from_db()
    assert (page.starts_at, page.cancelled_at, page.place) == (meeting.starts_at, None, "town hall")
    old = page.latest_revision
    cancel_meeting(meeting=meeting, reason="Nic k projednání.", user=manager_a)
    old.publish()
    page.refresh_from_db()
    assert page.is_cancelled


def test_it_never_expires_nor_is_taken_down_by_the_clock(dso_a: Association) -> None:
    meeting = make_meeting(dso_a, starts_at=soon(), live=False)
    meeting.expire_at = timezone.now() + timedelta(days=1)
    meeting.save_revision().publish()
    assert stored(meeting).expire_at is None
    with time_machine.travel(timezone.now() + timedelta(days=2)):
        publish_scheduled()
    assert stored(meeting).live


def test_it_stays_public_in_its_list_and_is_never_deleted(dso_a: Association, dso_b: Association) -> None:
    meeting = make_announced(dso_a)
    with pytest.raises(MeetingStands):
        meeting.unpublish()
    with pytest.raises(MeetingStands):
        meeting.move(list_of(dso_b), pos="last-child")
    with pytest.raises(ProtectedError):
        meeting.delete()
    page = stored(meeting)
    page.live = False
    with pytest.raises(MeetingStands):
        page.save()
    assert stored(meeting).live
    assert not stored(meeting).can_move_to(list_of(dso_b))


def test_a_copy_is_a_meeting_of_its_own(dso_a: Association, manager_a: Any) -> None:
    meeting = make_announced(dso_a)
    moved(meeting, manager_a)
    cancel_meeting(meeting=meeting, reason="Nic k projednání.", user=manager_a)
    copy = stored(meeting).copy(update_attrs={"slug": "znovu"}, keep_live=False)
    assert copy.translation_key != meeting.translation_key
    assert (copy.cancelled_at, copy.starts_at, copy.live) == (None, soon(40), False)
    assert not Announcement.objects.filter(meeting=copy).exists()
    text = copy.get_latest_revision_as_object()
    assert (text.cancelled_at, text.starts_at) == (None, soon(40))


def posted(meeting: MeetingPage, **fields: Any) -> dict[str, Any]:
    return form_data(title=meeting.title, slug=meeting.slug, kind=meeting.kind, **fields)


def test_what_is_posted_by_hand_into_the_form_changes_nothing(
    client: Client, dso_a: Association, manager_a: Any
) -> None:
    meeting = make_announced(dso_a, place="radnice")
    sign_in(client, manager_a)
    url = reverse("wagtailadmin_pages:edit", args=[meeting.pk])
    shown = client.get(url).content.decode()
    assert reverse("meetings:move", args=[meeting.pk]) in shown
    assert reverse("meetings:cancel", args=[meeting.pk]) in shown
    data = posted(meeting, place="jinde", starts_at="2031-01-01 10:00", ends_at="", lead="Nový úvod.")
    response = client.post(url, data | {"action-publish": "1"})
    assert response.status_code == 302
    page = stored(meeting)
    assert (page.lead, page.place, page.starts_at) == ("Nový úvod.", "radnice", meeting.starts_at)
    assert page.latest_revision.content["place"] == "radnice"


def test_the_form_refuses_a_day_of_expiry(client: Client, dso_a: Association, manager_a: Any) -> None:
    meeting = make_announced(dso_a)
    sign_in(client, manager_a)
    url = reverse("wagtailadmin_pages:edit", args=[meeting.pk])
    response = client.post(url, posted(meeting, expire_at="2031-01-01 10:00"))
    assert response.context["form"].errors["expire_at"]


@pytest.mark.parametrize("name", ["delete", "unpublish"])
def test_the_admin_says_in_words_that_it_stays(client: Client, dso_a: Association, manager_a: Any, name: str) -> None:
    meeting = make_announced(dso_a)
    sign_in(client, manager_a)
    response = client.post(reverse(f"wagtailadmin_pages:{name}", args=[meeting.pk]), follow=True)
    assert [str(message.tags) for message in response.context["messages"]] == ["error"]
    bulk = reverse("wagtail_bulk_action", args=["wagtailcore", "page", name]) + f"?id={meeting.pk}"
    response = client.post(bulk, nested_form_data({"next": "/admin/"}), follow=True)
    assert "error" in [str(message.tags) for message in response.context["messages"]]
    assert stored(meeting).live


def test_who_reaches_every_tree_moves_it_by_no_page_of_the_admin(
    client: Client, dso_a: Association, dso_b: Association, union_admin: Any, union: Union
) -> None:
    meeting = make_announced(dso_a)
    client.force_login(union_admin)
    client.defaults["HTTP_HOST"] = union.site.hostname
    client.post(reverse("wagtailadmin_pages:move_confirm", args=[meeting.pk, list_of(dso_b).pk]))
    bulk = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "move"]) + f"?id={meeting.pk}"
    client.post(bulk, {"next": "/admin/", "chooser": list_of(dso_b).pk})
    assert stored(meeting).get_parent().pk == list_of(dso_a).pk


def test_refusals_are_words_people_understand(dso_a: Association) -> None:
    meeting = make_announced(dso_a)
    meeting.place = "jinde"
    with pytest.raises(PermissionDenied) as refused:
        meeting.save()
    assert "ohlášeno" in str(refused.value) or "announced" in str(refused.value)


def test_a_translation_published_late_says_the_present_date(
    dso_a: Association, manager_a: Any, django_capture_on_commit_callbacks: Any
) -> None:
    meeting = make_announced(dso_a)
    ensure_fallbacks(meeting)
    source, _made = TranslationSource.get_or_create_from_instance(meeting)
    moved(meeting, manager_a)
    with django_capture_on_commit_callbacks(execute=True):
        source.create_or_update_translation(Locale.objects.get(language_code="en"), fallback=True)
    page = MeetingPage.objects.get(translation_key=meeting.translation_key, locale__language_code="en")
    assert (page.alias_of_id, page.live, page.starts_at, page.ends_at) == (None, True, soon(40), soon(40, 17))


def test_what_repeats_it_becomes_a_page_of_its_own_with_the_same_date(
    client: Client, dso_a: Association, manager_a: Any
) -> None:
    meeting = make_announced(dso_a)
    (page,) = ensure_fallbacks(meeting)
    moved(meeting, manager_a)
    sign_in(client, manager_a)
    client.post(reverse("wagtailadmin_pages:convert_alias", args=[page.pk]))
    page.refresh_from_db()
    assert (page.alias_of_id, page.starts_at) == (None, soon(40))
