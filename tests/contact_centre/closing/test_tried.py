"""Closing rules tried through every way in: forms, bulk actions, APIs, public addresses, histories (ACT-3, ACT-4)."""

import json
import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import URLResolver, get_resolver
from django.urls.resolvers import RegexPattern
from django.utils import timezone
from django.utils.regex_helper import normalize
from wagtail.admin.viewsets import viewsets
from wagtail.models import DraftStateMixin, RevisionMixin, WorkflowMixin
from wagtail.snippets.models import get_snippet_models

from contact_centre.models import Activity, Handler
from contact_centre.register.viewset import ActivityViewSet
from portal.tenancy.models import Association

from ..browser import HOST, form_data, get, post
from ..factories import PDF, make_activity, output, upload
from .periods import closed

pytestmark = pytest.mark.only_on("postgresql")

UNDOING = re.compile(r"revert|revision|restore|undo|delete|unpublish|workflow|usage")
STATE_CHANGING = ("POST", "PATCH", "DELETE")
PARAMETER = re.compile(r"<(?:(\w+):)?(\w+)>")


def rows() -> list[dict[str, Any]]:
    return list(Activity.objects.order_by("pk").values())


def ending(**changed: Any) -> dict[str, Any]:
    return {
        "output": output().pk,
        "output_description": "Předáno obci.",
        "closed_on": timezone.localdate().isoformat(),
        **changed,
    }


@pytest.mark.spec("ACT-3")
@pytest.mark.parametrize("left_out", ["output", "output_description", "closed_on"])
def test_the_closing_form_refuses_an_activity_without_its_ending(
    admin: Client, dso_a: Association, left_out: str
) -> None:
    activity = make_activity(dso_a)
    before = rows()

    form = post(admin, "activities:close", activity.pk, **ending(**{left_out: ""})).context["form"]

    assert form.errors.keys() == {left_out}
    assert rows() == before


@pytest.mark.spec("ACT-4")
def test_the_closing_form_wants_the_opinion_and_keeps_no_file_of_a_closing_that_failed(
    admin: Client, dso_a: Association
) -> None:
    activity = make_activity(dso_a, handled_by=Handler.objects.get(code="law_firm"))
    file = {"file": upload("stanovisko.pdf", PDF)}

    assert post(admin, "activities:close", activity.pk, **ending()).context["form"].errors.keys() == {"file"}
    broken = post(admin, "activities:close", activity.pk, **ending(output_description=""), **file)
    assert broken.context["form"].errors.keys() == {"output_description"}
    assert not activity.attachments.exists()
    assert post(admin, "activities:close", activity.pk, **ending(), file=upload("s.pdf", PDF)).status_code == 302
    assert Activity.objects.get(pk=activity.pk).has_opinion


@pytest.mark.spec("ACT-3")
@pytest.mark.parametrize("state", ["closed", "cancelled"])
def test_the_change_form_can_t_be_sent_with_an_ending(admin: Client, dso_a: Association, state: str) -> None:
    activity = make_activity(dso_a)
    before = rows()

    sent = post(admin, "activities:edit", activity.pk, **form_data(status=state, **ending()))

    assert sent.context["form"].errors.keys() == {"status"}
    assert rows() == before


@pytest.mark.spec("ACT-3")
def test_what_is_closed_is_changed_by_no_form(admin: Client, dso_a: Association) -> None:
    activity = closed(dso_a)
    before = rows()

    for name, sent in (
        ("edit", form_data(title="Jinak", status="open")),
        ("close", ending(output_description="Jinak.")),
        ("cancel", {"reason": "Omyl"}),
        ("files", {"kind": "opinion", "file": upload("s.pdf", PDF)}),
    ):
        post(admin, f"activities:{name}", activity.pk, **sent)

    assert rows() == before
    assert not activity.attachments.exists()


@pytest.mark.spec("A3")
def test_no_address_of_the_register_reverts_or_deletes(admin: Client, dso_a: Association) -> None:
    """Activities have no revisions, drafts or workflows that could bring an older state back."""
    names = {str(pattern.name) for pattern in ActivityViewSet().get_urlpatterns()}

    assert not [name for name in names if UNDOING.search(name)]
    assert not issubclass(Activity, RevisionMixin | DraftStateMixin | WorkflowMixin)
    assert Activity not in get_snippet_models()
    history = get(admin, "activities:history", closed(dso_a).pk).content.decode()
    assert not UNDOING.search(history.partition("<main")[2])
    assert not re.search(r'<form[^>]+method="post"', history.partition("<main")[2])
    assert [viewset for viewset in viewsets.viewsets if getattr(viewset, "model", None) is Activity] != []


def addresses(patterns: list[Any], values: dict[str, str], prefix: str = "/") -> Iterator[str]:
    """Every address outside the admin, with `values` in place of parameters of that type."""
    for pattern in patterns:
        for address in forms_of(pattern.pattern, values):
            if (prefix + address).startswith("/admin/"):
                continue
            if isinstance(pattern, URLResolver):
                yield from addresses(pattern.url_patterns, values, prefix + address)
            else:
                yield prefix + address


def forms_of(pattern: Any, values: dict[str, str]) -> list[str]:
    if isinstance(pattern, RegexPattern):
        filled = defaultdict(lambda: values["str"], suffix=".json")
        return [form % {name: filled[name] for name in names} for form, names in normalize(str(pattern))]
    return [PARAMETER.sub(lambda found: values.get(found[1] or "str", "x"), str(pattern))]


@pytest.mark.spec("ACT-3", "A3")
def test_no_address_outside_the_admin_changes_an_activity(admin: Client, dso_a: Association) -> None:
    """Not even with the rights of the manager: Open311, open data, the account, citizens' pages."""
    running, ended = make_activity(dso_a), closed(dso_a)
    before = rows()
    wanted = {"status": "closed", **ending(), "id": running.pk, "reference": running.reference}
    found = addresses(get_resolver().url_patterns, {"int": str(ended.pk), "str": running.reference})
    tried = [address for address in sorted(set(found)) if not address.startswith("/ucet/logout")]
    assert "/open311/v2/requests.json" in tried
    assert any("api/v1" in address for address in tried)

    for address in tried:
        for method in STATE_CHANGING:
            admin.generic(method, address, data=json.dumps(wanted), content_type="application/json", **HOST)
        admin.post(address, wanted, **HOST)

    assert rows() == before
