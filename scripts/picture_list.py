"""Which pictures of the demonstration the README and the guide for editors show, and how each is reached."""

from __future__ import annotations

from typing import NamedTuple

DSO = "svazekobci1866"
SMIRICKO = "smiricko"
REVIEWER = "union-reviewer"
CENTRE = "/admin/contact_centre"
HEADING = "main td.title a, main .title-wrapper a"
"""The first row of a list of the administration."""


class Picture(NamedTuple):
    """`clicks` are selectors pressed one after the other once `path` is open.

    `of_row` is an address with the number of a list's first row in it. A page's own form on the way to it would
    keep a draft by itself, and the picture would say so.
    """

    name: str
    slug: str
    path: str
    width: int = 1280
    height: int = 800
    dark: bool = False
    user: str = ""
    clicks: tuple[str, ...] = ()
    of_row: str = ""


README = (
    Picture("home", DSO, "/"),
    Picture("directory", DSO, "/sluzby/"),
    Picture("union", "", "/"),
    Picture("register", DSO, f"{CENTRE}/activity/", user=f"{DSO}-manager"),
    Picture("targets", DSO, f"{CENTRE}/targets/", user=f"{DSO}-manager"),
    Picture("centres", "", f"{CENTRE}/centres/", user="union-admin"),
    Picture("newsletter", SMIRICKO, "/zpravodaj/zpravodaj-2-2026/"),
    Picture("newsletters", "", "/admin/newsletters/overview/", user=REVIEWER),
    Picture("meeting", SMIRICKO, "/setkani/setkani-starostu-prosinec-2026/"),
    Picture("meetings", "", "/admin/meetings/overview/", user=REVIEWER),
    Picture("phone-home", SMIRICKO, "/", width=390, height=780),
    Picture(
        "phone-service",
        SMIRICKO,
        "/sluzby/",
        width=390,
        height=780,
        clicks=("main a[href^='/sluzby/']:has-text('škola')",),
    ),
    Picture("phone-dark", "lesypolicka", "/setkani/", width=390, height=780, dark=True),
)


def of_manager(name: str, path: str, *clicks: str, of_row: str = "", centre: str = SMIRICKO) -> Picture:
    """What the manager of `centre` sees, in the guide's size."""
    return Picture(name, centre, path, 1200, 760, user=f"{centre}-manager", clicks=clicks, of_row=of_row)


def of_reviewer(name: str, path: str, *clicks: str) -> Picture:
    return Picture(name, "", path, 1200, 760, user=REVIEWER, clicks=clicks)


GUIDE = (
    of_manager("uvod", "/admin/"),
    of_manager("napoveda", f"{CENTRE}/citizenrequest/", ".screen-help-button"),
    of_manager("nepritomnost", "/admin/tenancy/absence/new/"),
    of_manager("svazek", "/admin/own_association/"),
    of_manager("podani-seznam", f"{CENTRE}/citizenrequest/?list=open"),
    of_manager("podani", f"{CENTRE}/citizenrequest/?list=overdue", HEADING),
    of_manager("podani-uzavrit", f"{CENTRE}/citizenrequest/?list=overdue", HEADING, "a[href*='/resolve/']"),
    of_manager("podani-predat", f"{CENTRE}/citizenrequest/?list=overdue", HEADING, "a[href*='/hand-over/']"),
    of_manager("evidence", f"{CENTRE}/activity/"),
    of_manager("evidence-zapis", f"{CENTRE}/activity/sheet/"),
    of_manager("cile", f"{CENTRE}/targets/"),
    of_manager("sluzby-overovani", "/admin/services_directory/verification/"),
    of_manager("sluzby-obvolavani", "/admin/services_directory/verification/round/"),
    of_manager("sluzby-import", "/admin/services_directory/import/new/"),
    of_manager("zpravodaj-cisla", "/admin/newsletters/"),
    of_manager("zpravodaj-psani", "/admin/newsletters/", "main .title-wrapper a:has-text('rozepsaný')", centre=DSO),
    of_manager("zpravodaj-odberatele", "/admin/newsletters/subscribers/"),
    of_manager("setkani-seznam", "/admin/meetings/"),
    # Before a form is opened, which keeps a draft by itself.
    of_manager("setkani-pozvani", "/admin/meetings/", of_row="/admin/meetings/invite/{pk}/"),
    of_manager("setkani-oznameni", "/admin/meetings/", HEADING),
    of_reviewer("svaz-centra", f"{CENTRE}/centres/"),
    of_reviewer("svaz-zpravodaje", "/admin/newsletters/overview/"),
    of_reviewer("svaz-overovani", "/admin/services_directory/shares/"),
)
