"""Filling the statements from a tenant's data, and the texts they begin with (``home/data/*.md``)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page, Site
from wagtail.rich_text import expand_db_html

from portal.core.czech import nbsp
from portal.core.templatetags.portal import cs_date
from portal.core.validators import format_phone, format_psc
from portal.tenancy.models import Association, Union

from .structure import home_of, site_pages

DATA = Path(__file__).parent / "data"
MISSING = "—"

PLACEHOLDERS = {
    "association_name": _("name of the association"),
    "ico": _("IČO"),
    "address": _("address of the seat"),
    "email": _("e-mail"),
    "phone": _("phone"),
    "data_box_id": _("data box"),
    "dpo_contact": _("data protection officer"),
    "office_hours": _("office hours"),
    "purpose": _("subject of activity"),
    "site_url": _("address of the site"),
    "contact_url": _("address of the contact page"),
    "privacy_url": _("address of the privacy page"),
    "accessibility_url": _("address of the accessibility statement"),
    "compliance": _("compliance (accessibility statement)"),
    "prepared_date": _("day of preparation (accessibility statement)"),
    "review_date": _("day of the last review"),
    "retention_years": _("how long requests are kept (privacy page)"),
}
"""What may stand in braces in a statement; the values come from `statement_values`."""


def statement_values(page: Any, site: Site) -> dict[str, str]:
    """The values of all placeholders that don't depend on the kind of statement; text, not HTML."""
    tenant: Any = Association.objects.for_site(site) or Union.objects.first()
    seat = [
        getattr(tenant, "seat_street", ""),
        f"{format_psc(getattr(tenant, 'seat_psc', ''))} {getattr(tenant, 'seat_town', '')}".strip(),
    ]
    # The contact page belongs to another feature; its address is a contract (architecture.md, paths).
    contact = home_of(page).get_children().live().filter(slug__in=("kontakt", "contact")).first()
    pages = site_pages(page, "PrivacyPage", "AccessibilityStatementPage")
    values = {
        "association_name": getattr(tenant, "name", ""),
        "ico": getattr(tenant, "ico", ""),
        "address": ", ".join(part for part in seat if part),
        "email": getattr(tenant, "email", ""),
        "phone": format_phone(getattr(tenant, "phone", "")),
        "data_box_id": getattr(tenant, "data_box_id", ""),
        "dpo_contact": getattr(tenant, "dpo_contact", "") or getattr(tenant, "email", ""),
        "office_hours": "; ".join(getattr(tenant, "office_hours", "").splitlines()),
        "purpose": getattr(tenant, "purpose", ""),
        "site_url": site.root_url,
        "contact_url": _path(contact or home_of(page), site),
        "privacy_url": _path(pages.get("PrivacyPage"), site),
        "accessibility_url": _path(pages.get("AccessibilityStatementPage"), site),
        "review_date": cs_date(page.reviewed_on),
        "prepared_date": cs_date(getattr(page, "prepared_on", page.reviewed_on)),
    }
    return {name: value or MISSING for name, value in values.items()}


def _path(page: Page | None, site: Site) -> str:
    return (page.get_url(current_site=site) if page else None) or "/"


def fill(html: str, values: Mapping[str, str]) -> SafeString:
    """`html` (rich text as stored) ready to be shown, with every known placeholder replaced by its value.

    A placeholder without a value becomes a dash; other words in braces stay as they are.
    """
    shown = expand_db_html(html)
    for name in PLACEHOLDERS:
        shown = shown.replace(f"{{{name}}}", escape(values.get(name, MISSING)))
    return mark_safe(nbsp(shown))  # noqa: S308 (the editor's rich text, values escaped)


@dataclass(frozen=True)
class StatementTemplate:
    """A text a statement begins with."""

    title: str
    slug: str
    lead: str
    body: str


def read_template(kind: str, language: str) -> StatementTemplate:
    """The shipped template "accessibility_statement" or "privacy" in `language`, Czech where there is none."""
    path = DATA / f"{kind}.{language}.md"
    text = (path if path.exists() else DATA / f"{kind}.cs.md").read_text(encoding="utf-8")
    _start, header, body = text.split("---\n", 2)
    fields = dict(line.split(": ", 1) for line in header.strip().splitlines())
    return StatementTemplate(fields["title"], fields["slug"], fields.get("lead", ""), rich_text(body))


def rich_text(markdown: str) -> str:
    """The small part of Markdown the templates use, as rich text; notes for the editor (``> ``) are left out."""
    html: list[str] = []
    in_list = False
    for line in (line.strip() for line in markdown.splitlines()):
        if in_list and not line.startswith("- "):
            html.append("</ul>")
            in_list = False
        if not line or line.startswith(">"):
            continue
        if line.startswith("- "):
            if not in_list:
                html.append("<ul>")
                in_list = True
            html.append(f"<li>{_inline(line[2:])}</li>")
        elif match := re.match(r"(#{2,3}) (.+)", line):
            level = len(match[1])
            html.append(f"<h{level}>{_inline(match[2])}</h{level}>")
        else:
            html.append(f"<p>{_inline(line)}</p>")
    if in_list:
        html.append("</ul>")
    return "".join(html)


def _inline(text: str) -> str:
    bold = re.sub(r"\*\*(.+?)\*\*", r"<b>\1</b>", escape(text))
    return re.sub(r"\[([^\]]+)\]\(([^)\s]+)\)", r'<a href="\2">\1</a>', bold)
