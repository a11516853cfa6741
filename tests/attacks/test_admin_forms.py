"""Whatever a signed-in person types into a form of ours: the form comes again with its messages, never a fault.

All forms with ``--hypothesis-profile=hundred``; in CI every fifth, another fifth for each value. Hidden fields that
Wagtail's own scripts write (counts of rows, texts as JSON) stay as they are: decision 60 says what is left there.
"""

import re
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from tests.tenancy.marked import PK, mark_everything
from tests.tenancy.test_isolation import addresses, admin_routes

from .robot import forms_of
from .tries import is_long

pytestmark = [pytest.mark.django_db, pytest.mark.only_on("postgresql")]

VALUES = ("a\0b", "9" * 25, "\u202e\U0010ffff²", "<script>xss7f3()</script>", "10000-01-01", "x" * 70_000)
OF_WAGTAIL = re.compile(
    r"/admin/(pages|images|documents|collections|account|localize|locales|users|groups|sites|redirects|workflows|reports"
    r"|choose|tag|userbar|api|bulk|editing|block|icons|sprite|styleguide|search|tasks|password|link-rewrite|forms)\b"
)
STEP = 5


def asked(marked: Any) -> list[str]:
    plain = [f"/{route}" for route, converters in admin_routes() if not converters and "(?" not in route]
    ours = [address for address in plain if not OF_WAGTAIL.search(address)]
    edited = [address for address in addresses(marked) if re.search(rf"/edit/{PK}/$|/{PK}/edit/$", address)]
    return sorted({*ours, *(address for address in edited if not OF_WAGTAIL.search(address))})


def test_anything_typed_into_a_form_of_the_admin_is_answered(dso_b: Any, manager_b: Any, union_admin: Any) -> None:
    addresses_of_forms = asked(mark_everything(dso_b))
    assert len(addresses_of_forms) > 100
    faults, sent = [], 0
    for user, host in ((manager_b, "dolni.localhost"), (union_admin, "localhost")):
        client = Client(raise_request_exception=False, HTTP_HOST=host)
        client.force_login(user)
        for at, address in enumerate(addresses_of_forms):
            if not is_long() and (at % STEP or user is union_admin):
                continue
            page = client.get(address)
            assert page.status_code < 500, address
            if page.status_code != 200 or "html" not in page.headers["Content-Type"]:
                continue
            for form in forms_of(page.content.decode(), address):
                if not form.typed or not form.action.startswith(("/admin/", "?")):
                    continue
                for value in VALUES if is_long() else VALUES[(at // STEP) % len(VALUES) :][:1]:
                    with transaction.atomic():
                        data = form.filled(dict.fromkeys(form.typed, value))
                        answer = client.post(address if form.action.startswith("?") else form.action, data)
                        transaction.set_rollback(True)
                    sent += 1
                    if answer.status_code >= 500:
                        faults.append(
                            f"{form.action} {value[:20]!r}: {getattr(answer, 'exc_info', ['', ''])[1]!r:.200}"
                        )
    assert sent >= 5
    assert faults == []
