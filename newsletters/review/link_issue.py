"""An issue for a reviewer to read: by its own template, from the submitted revision, with nothing in it to act."""

from typing import Any

from bs4 import BeautifulSoup
from django.http import HttpRequest
from django.template.loader import render_to_string

FORM_PARTS = ("button", "input", "select", "textarea")


def issue_html(request: HttpRequest, issue: Any, back_url: str) -> str:
    """The page of `issue` as readers will see it; `back_url` is the only way that leads out of it."""
    context = {
        **issue.get_context(request),
        "issue_template": issue.get_template(request),
        "back_url": back_url,
    }
    return _still(render_to_string("newsletters/review/link_issue.html", context, request), back_url)


def _still(html: str, back_url: str) -> str:
    """Links lead to places of the page only (where they lead is told when pointed at), forms take nothing."""
    soup = BeautifulSoup(html, "html.parser")
    for link in soup.find_all("a", href=True):
        target = str(link["href"])
        if target.startswith("#") or target == back_url:
            continue
        del link["href"]
        link["title"] = target
        link["class"] = f"{' '.join(link.get_attribute_list('class'))} still" if link.get("class") else "still"
    for part in soup.find_all(FORM_PARTS):
        part["disabled"] = ""
    for form in soup.find_all("form"):
        del form["action"]
    return str(soup)
