"""The details of an association: emblem, colour with its check, footer, sender and statements in one place (T2)."""

import colorsys
import re
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from home.models import AccessibilityStatementPage
from portal.core.colours import contrast
from portal.tenancy.models import Association, Union
from tests.tenancy.test_association_admin import DETAILS, details, send, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.spec("T2"), pytest.mark.only_on("postgresql")]
PALE = "#ffdd00"


def footer_fields(text: str) -> dict[str, Any]:
    """What the browser sends of a footer with one text."""
    return {
        "footer-count": "1", "footer-0-deleted": "", "footer-0-order": "0", "footer-0-type": "text", "footer-0-id": "",
        "footer-0-value-language": "cs", "footer-0-value-text": text,
    }  # fmt: skip


def test_the_manager_sets_everything_in_one_place_and_it_shows_at_once(
    client: Client, manager_a: Any, dso_a: Association
) -> None:
    host = {"host": dso_a.site.hostname}
    before = client.get("/", headers=host).content.decode()
    answer = send(
        signed_in(manager_a),
        dso_a,
        brand_colour="#7A1F4B",
        sender_name="Centrum  Horní",
        reply_to="centrum@example.org",
        **footer_fields("Úřad v zámku"),
    )
    assert answer.status_code == 302, answer.context["form"].errors
    after = client.get("/", headers=host).content.decode()
    assert "/brand/7a1f4b.css" in after
    assert "/brand/7a1f4b.css" not in before
    assert "zámku" in after
    dso_a.refresh_from_db()
    assert (dso_a.writes_as, dso_a.answers_to) == ("Centrum Horní", "centrum@example.org")
    page = signed_in(manager_a).get(DETAILS, headers=host).content.decode()
    assert "Centrum Horní &lt;portal@example.org&gt;" in page


def test_a_form_without_the_footer_leaves_it(manager_a: Any, dso_a: Association) -> None:
    send(signed_in(manager_a), dso_a, **footer_fields("Úřad v zámku"))
    send(signed_in(manager_a), dso_a, name="Nový název")
    dso_a.refresh_from_db()
    assert dso_a.name == "Nový název"
    assert len(dso_a.footer) == 1
    send(signed_in(manager_a), dso_a, **{"footer-count": "0"})
    dso_a.refresh_from_db()
    assert len(dso_a.footer) == 0


def test_a_refused_colour_comes_back_with_the_nearest_one_to_take(manager_a: Any, dso_a: Association) -> None:
    client = signed_in(manager_a)
    page = send(client, dso_a, brand_colour=PALE)
    html = page.content.decode()
    shades = page.context["form"]
    assert "brand_colour" in shades.errors
    nearest = html.partition('name="take_nearest" value="')[2][:7]
    assert contrast(nearest, "#ffffff") >= 4.5
    assert f'fill="{nearest}"' in html
    # A box that was ticked for another colour takes nothing.
    assert send(client, dso_a, brand_colour=PALE, take_nearest="#ffee00").status_code == 200
    assert send(client, dso_a, brand_colour=PALE, take_nearest=nearest).status_code == 302
    dso_a.refresh_from_db()
    assert dso_a.brand_colour == nearest


def test_colours_are_tried_without_saving_and_without_a_script(manager_a: Any, dso_a: Association) -> None:
    client, host = signed_in(manager_a), {"host": dso_a.site.hostname}
    page = client.get("/admin/colours/", {"colour": PALE}, headers=host)
    assert page.context["nearest"].may_be_chosen
    assert f'fill="{PALE}"' in page.content.decode()
    for strange in ("", "red", "#12345", '"><script>', "#FFDD00"):
        html = client.get("/admin/colours/", {"colour": strange}, headers=host).content.decode()
        assert "<script>'" not in html
        assert (PALE if strange == "#FFDD00" else dso_a.brand_colour) in html
    dso_a.refresh_from_db()
    assert dso_a.brand_colour != PALE


@pytest.mark.parametrize("colour", ["#88750a", "#767676", "#000000", "#0055ff"])
def test_the_administration_is_read_in_every_colour_that_may_be_chosen(
    manager_a: Any, dso_a: Association, colour: str
) -> None:
    dso_a.brand_colour = colour
    dso_a.save()
    css = signed_in(manager_a).get("/admin/brand.css", headers={"host": dso_a.site.hostname}).content.decode()
    hue, saturation, lightness = (float(value) for value in re.findall(r"--w-color-primary-\w+:([\d.]+)", css))
    ground = colorsys.hls_to_rgb(hue / 360, lightness / 100, saturation / 100)
    # As Wagtail writes in the menu: white that lets a fifth of the ground through.
    words = "".join(f"{round(255 * (0.8 + 0.2 * channel)):02x}" for channel in ground)
    assert contrast(f"#{words}", "#" + "".join(f"{round(255 * channel):02x}" for channel in ground)) >= 4.5


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("sender_name", "podvod@example.org"),
        ("sender_name", "svazek  OBCÍ dolni"),
        ("sender_name", "Svaz měst a obcí"),
        ("reply_to", "portal@example.org"),
        ("reply_to", "nikam"),
    ],
)
def test_nobody_writes_in_anothers_name_or_asks_for_answers_nobody_reads(
    manager_a: Any, union: Union, dso_a: Association, dso_b: Association, field: str, value: str
) -> None:
    answer = send(signed_in(manager_a), dso_a, **{field: value})
    assert answer.status_code == 200
    assert field in answer.context["form"].errors


def test_a_foreign_link_in_the_footer_is_refused_at_its_field(manager_a: Any, dso_a: Association) -> None:
    fields = {
        "footer-count": "1", "footer-0-deleted": "", "footer-0-order": "0", "footer-0-type": "profile",
        "footer-0-id": "", "footer-0-value-network": "facebook", "footer-0-value-url": "javascript:alert(1)",
    }  # fmt: skip
    answer = send(signed_in(manager_a), dso_a, **fields)
    assert answer.status_code == 200
    assert "footer" in answer.context["form"].errors


def test_what_a_manager_sends_changes_nothing_of_another_association(
    manager_a: Any, dso_a: Association, dso_b: Association
) -> None:
    client = signed_in(manager_a)
    sent = details(dso_b, brand_colour="#7a1f4b", sender_name="Cizí", reply_to="a@example.org", **footer_fields("Cizí"))
    client.post(DETAILS, {**sent, "id": dso_b.pk, "pk": dso_b.pk}, headers={"host": dso_b.site.hostname})
    assert client.post(
        f"/admin/association/edit/{dso_b.pk}/", sent, headers={"host": dso_b.site.hostname}
    ).status_code in (
        302,
        403,
        404,
    )
    changed = Association.objects.get(pk=dso_b.pk)
    assert (changed.sender_name, changed.reply_to, len(changed.footer)) == ("", "", 0)
    assert changed.brand_colour == dso_b.brand_colour


def test_the_statements_stand_there_with_their_day_and_the_way_to_them(
    manager_a: Any, dso_a: Association, dso_b: Association
) -> None:
    page = AccessibilityStatementPage.objects.get(path__startswith=dso_a.root_page.path, locale__language_code="cs")
    foreign = AccessibilityStatementPage.objects.get(path__startswith=dso_b.root_page.path, locale__language_code="cs")
    client, host = signed_in(manager_a), {"host": dso_a.site.hostname}
    html = client.get(DETAILS, headers=host).content.decode()
    assert f"/admin/pages/{page.pk}/edit/" in html
    assert f"/admin/pages/{foreign.pk}/edit/" not in html
    today = timezone.localdate()
    assert f"{today.day}.\u00a0{today.month}.\u00a0{today.year}" in html
    page.unpublish()
    assert "nezveřejněno" in client.get(DETAILS, headers=host).content.decode()


def test_the_union_finds_the_address_in_the_same_place(union: Union, union_admin: Any, dso_a: Association) -> None:
    client, host = signed_in(union_admin), {"host": union.site.hostname}
    html = client.get(f"/admin/association/edit/{dso_a.pk}/", headers=host).content.decode()
    assert f"/admin/addresses/{dso_a.pk}/" in html
    assert client.get(f"/admin/addresses/{dso_a.pk}/", headers=host).status_code == 200
