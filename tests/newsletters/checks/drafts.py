"""Drafts of issues for the tests of the checks: ready ones, with what is to be found put into them."""

import json
from typing import Any
from uuid import uuid4

from newsletters.checks.findings import Finding, findings
from newsletters.models import NewsletterIssuePage
from tests.newsletters.factories import archive_of, long_text, ready_blocks


def block(kind: str, **value: Any) -> dict[str, Any]:
    return {"type": kind, "id": str(uuid4()), "value": value}


def text_block(html: str, heading: str = "Z obcí") -> dict[str, Any]:
    return block("article", heading=heading, text=html)


def draft(association: Any, *added: dict[str, Any], **fields: Any) -> NewsletterIssuePage:
    """An unsaved issue that is ready but for `added`, in the association's archive."""
    issue = NewsletterIssuePage(
        **{
            "title": "Novinky 2",
            "lead": "Co je nového.",
            "number": 2,
            "year": 2026,
            "body": json.dumps([*ready_blocks(), *added]),
            **fields,
        }
    )
    issue.future_archive = archive_of(association)
    return issue


def only(found: list[Finding]) -> Finding:
    """The one thing found."""
    assert len(found) == 1, found
    return found[0]


def codes(issue: NewsletterIssuePage) -> set[str]:
    return {finding.code for finding in findings(issue)}


__all__ = ["block", "codes", "draft", "findings", "long_text", "only", "text_block"]
