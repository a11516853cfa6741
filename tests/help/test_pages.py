"""The help's own pages: by role, searched, on one page, and the guide."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.test import Client, RequestFactory
from django.urls import reverse

from portal.help import guide, views
from portal.help.topics import all_topics, topic_of
from portal.tenancy.models import Association
from portal.tenancy.roles import Role
from portal.users.models import User

pytestmark = [pytest.mark.django_db, pytest.mark.only_on("postgresql")]

HOST = "horni.localhost"


def read(client: Client, name: str, *arguments: str, query: str = "") -> str:
    response = client.get(reverse(f"portal_help:{name}", args=arguments) + query, headers={"host": HOST})
    assert response.status_code == 200
    return str(response.content.decode())


def linked(html: str) -> set[str]:
    """Keys of the topics `html` leads to."""
    return {".".join(found) for found in re.findall(r'href="/admin/help/(\w+)/(\w+)/"', html)}


def of_role(role: Role) -> set[str]:
    return {topic.key for topic in all_topics() if role in topic.roles}


@pytest.mark.parametrize(
    ("who", "role"),
    [
        ("manager_a", Role.MANAGER),
        ("editor_a", Role.EDITOR),
        ("union_admin", Role.UNION_ADMIN),
        ("union_reviewer", Role.UNION_REVIEWER),
    ],
)
def test_everybody_is_offered_the_help_of_their_own_work(
    who: str, role: Role, dso_a: Association, request: pytest.FixtureRequest, rf: RequestFactory
) -> None:
    asked = rf.get(reverse(views.INDEX))
    asked.user = request.getfixturevalue(who)
    view = views.IndexView()
    view.setup(asked)
    shown = view.get_context_data()
    assert {topic.key for group in shown["groups"] for topic in group.topics} == of_role(role)
    assert shown["groups"][0].name == views.FIRST


def test_roles_read_different_help() -> None:
    assert "contact_centre.api_keys" in of_role(Role.MANAGER) - of_role(Role.EDITOR)
    assert "contact_centre.centres" in of_role(Role.UNION_REVIEWER) - of_role(Role.MANAGER)
    assert "users.accounts" in of_role(Role.UNION_ADMIN) - of_role(Role.UNION_REVIEWER)


def test_words_are_found_without_diacritics_and_titles_come_first(
    dso_a: Association, manager_a: User, client: Client
) -> None:
    client.force_login(manager_a)
    html = read(client, "index", query="?q=POZVAT+starost")
    assert re.findall(r'href="/admin/help/(\w+/\w+)/"', html)[0] == "meetings/inviting"
    assert "contact_centre.api_keys" not in linked(html)
    accented = read(client, "index", query="?q=P%C5%98esunout")
    assert re.findall(r'href="/admin/help/(\w+/\w+)/"', accented)[0] == "meetings/changing"
    assert "contact_centre.centres" not in linked(read(client, "index", query="?q=prehled+center"))


def test_nothing_found_is_said_and_what_was_asked_is_shown_as_text(
    dso_a: Association, manager_a: User, client: Client
) -> None:
    client.force_login(manager_a)
    html = read(client, "index", query="?q=%3Cb%3Ekvantum")
    assert linked(html) == set()
    assert "&lt;b&gt;kvantum" in html
    assert "<b>kvantum" not in html


def test_one_page_holds_all_of_ones_role_to_print(dso_a: Association, editor_a: User, client: Client) -> None:
    client.force_login(editor_a)
    html = read(client, "whole")
    titles = {topic_of(key).title for key in of_role(Role.EDITOR)}  # type: ignore[union-attr]
    assert set(re.findall(r'<h3 class="help-title">(.*?)</h3>', html)) == titles


def test_a_topic_has_a_page_and_an_unknown_one_has_none(dso_a: Association, manager_a: User, client: Client) -> None:
    client.force_login(manager_a)
    topic: Any = topic_of("contact_centre.requests")
    assert topic.text_in("cs").html in read(client, "topic", "contact_centre", "requests")
    missing = client.get(reverse("portal_help:topic", args=["contact_centre", "nothing"]), headers={"host": HOST})
    assert missing.status_code == 404


def test_a_chapter_shows_its_pictures_and_leads_to_other_chapters(
    dso_a: Association, manager_a: User, client: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = tmp_path / "01-podani.md"
    written.write_text(
        "# Podání\n\n![Seznam](pictures/seznam.png)\n\n[Evidence](02-evidence.md#cil) <script>x</script>\n"
    )
    chapter = guide.Chapter("podani", written)
    monkeypatch.setattr(guide, "chapters", lambda: (chapter,))
    client.force_login(manager_a)
    html = read(client, "chapter", "podani")
    assert f'src="{reverse("portal_help:picture", args=["seznam"])}"' in html
    assert f'href="{reverse("portal_help:chapter", args=["evidence"])}#cil"' in html
    assert "<script>x" not in html
    assert "podani" in read(client, "index", query="?q=podani")


def test_a_picture_is_for_who_may_enter_the_administration(
    dso_a: Association, manager_a: User, client: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guide, "PICTURES", tmp_path)
    (tmp_path / "seznam.png").write_bytes(b"png")
    address = reverse("portal_help:picture", args=["seznam"])
    assert client.get(address, headers={"host": HOST}).status_code == 302
    client.force_login(manager_a)
    answer: Any = client.get(address, headers={"host": HOST})
    assert b"".join(answer.streaming_content) == b"png"
    assert answer["Content-Type"] == "image/png"
    assert client.get(address.replace("seznam", "jiny"), headers={"host": HOST}).status_code == 404
