"""An issue in the editor's preview: the web page, and the mail as readers will get it, on a phone and on a desktop."""

from typing import Any

import pytest
from django.http import HttpResponse
from django.test import RequestFactory
from django.urls import reverse

from newsletters.editions.preview import MAIL, MAIL_TEXT
from newsletters.models import NewsletterIssuePage
from portal.core.colours import READABLE, contrast
from portal.tenancy.models import Association, StaffMember
from tests.newsletters.factories import make_issue
from tests.newsletters.test_review import sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.only_on("sqlite")]

LIGHT = {"#ffffff": ("#231f1a", "#5d5750", "#1f5560", "#8a4b08")}
DARK = {"#262320": ("#f1eee9", "#c3bcb2", "#8fc7d3")}


def preview(issue: NewsletterIssuePage, mode: str) -> HttpResponse:
    request = RequestFactory().get("/admin/")
    found: HttpResponse = issue.make_preview_request(request, mode, {"is_editing": True})
    return found


@pytest.mark.spec("NWS-3")
def test_the_editor_previews_both_forms_of_the_mail(client: Any, dso_a: Association, editor_a: Any) -> None:
    issue = make_issue(dso_a)
    # What the portal has learned since is no part of the text that was approved.
    StaffMember.objects.create(site=dso_a.site, name="Nový Člověk", position="specialista")
    html, text = preview(issue, MAIL), preview(issue, MAIL_TEXT)
    assert text["Content-Type"].startswith("text/plain")
    for response in (html, text):
        words = response.content.decode()
        assert "Odhlásit odběr" in words
        assert "Toto je zkouška: odkazy níže nic nezmění." in words
        assert f"{dso_a.site.root_url}/zpravodaj/odber/?zkouska" in words
        assert "@@" not in words
        assert "NÁVRH" not in words
        assert "Nový Člověk" not in words.replace("\xa0", " ")
    policy = html["Content-Security-Policy"]
    assert "style-src 'unsafe-inline'" in policy
    assert "default-src 'none'" in policy
    assert f"img-src 'self' {dso_a.site.root_url}" in policy
    assert "frame-ancestors 'self'" in policy
    issue.lead = "Přepsáno."
    changed = preview(issue, MAIL).content.decode()
    assert "NÁVRH" in changed
    assert "Nový Člověk" in changed.replace("\xa0", " ")
    sign_in(client, editor_a)
    editor = client.get(reverse("wagtailadmin_pages:edit", args=[issue.pk])).content.decode()
    assert f'<option value="{MAIL}">' in editor
    assert 'data-device-width="360"' in editor


def inverted(colour: str) -> str:
    return "#" + "".join(f"{255 - int(colour[at : at + 2], 16):02x}" for at in (1, 3, 5))


@pytest.mark.only_on("sqlite")
def test_the_colours_of_the_mail_can_be_read_in_light_in_dark_and_turned_round(dso_a: Association) -> None:
    html = preview(make_issue(dso_a), MAIL).content.decode()
    for ground, inks in (LIGHT | DARK).items():
        assert ground in html
        for ink in inks:
            assert contrast(ink, ground) >= READABLE
            assert contrast(inverted(ink), inverted(ground)) >= READABLE, ink
    assert {ink for ink in LIGHT["#ffffff"][:3] + DARK["#262320"] if ink not in html} == set()
