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
    """Links lead to places of the page only (where those of the text lead is listed below), forms take nothing."""
    soup = BeautifulSoup(html, "html.parser")
    targets = {}
    for link in soup.find_all("a", href=True):
        target = str(link["href"])
        if target.startswith("#") or target == back_url:
            continue
        if link.find_parent("article"):
            targets[(link.get_text(" ", strip=True), target)] = True
        del link["href"]
    _list(soup, list(targets))
    for part in soup.find_all(FORM_PARTS):
        part["disabled"] = ""
    for form in soup.find_all("form"):
        del form["action"]
    for script in soup.find_all("script"):
        script.decompose()
    return str(soup)


def _list(soup: BeautifulSoup, targets: list[tuple[str, str]]) -> None:
    """Put the links' words and addresses where the template has a place for them; no links: no place either."""
    place = soup.find("section", class_="review-links")
    if place is None:
        return
    if not targets:
        place.decompose()
        return
    listed = soup.new_tag("ul")
    place.append(listed)
    for words, target in targets:
        listed.append(soup.new_tag("li", string=f"{words}: {target}" if words != target else target))
