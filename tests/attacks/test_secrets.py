"""Secrets of links, keys and forms: nobody guesses one, tells a near from a far one, or measures how near it was."""

import ast
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.core.cache import caches
from django.db import models
from django.test import Client

from contact_centre.models import ApiKey, CitizenRequest, HandOver, RequestDraft
from contact_centre.open311.keys import find_key, make_key
from meetings.announcing.links import new_key
from portal.core.tickets import new_ticket, new_token
from portal.tenancy.models import Association
from portal.users.middleware import KEYED
from services_directory.models import MistakeReport
from tests.tenancy.test_isolation_public import KEYS, THERE, addresses, marked  # noqa: F401 - a fixture

from .code import APPS, texts, using
from .tries import is_long

pytestmark = [pytest.mark.django_db, pytest.mark.only_on("sqlite")]


# --- Every secret there is -------------------------------------------------------------------------
SECRET = re.compile(r"(?:^|_)(?:key|token|secret|nonce)$")
OF_SOMEBODY = re.compile(r"(?:user|by|sent|decided|submitted|sort|natural|translation|header|page|point)_key$")
NO_SECRETS = {
    "contact_centre.RequestMessage.token": "which mail it was, so that it is taken in once",
    "core.UseCount.key": "what is counted, and a keyed hash of by whom",
    "services_directory.WordKey.key": "the beginning of a word, for finding it with typos",
    "services_directory.PlaceKey.key": "the beginning of a name, for finding it with typos",
}


def secret_columns() -> Iterator[str]:
    for model in apps.get_models():
        if model.__module__.partition(".")[0] not in APPS:
            continue
        for field in model._meta.local_concrete_fields:
            if isinstance(field, models.CharField) and SECRET.search(field.name) and not OF_SOMEBODY.search(field.name):
                yield f"{model._meta.label}.{field.name}"


def test_every_column_called_a_secret_is_walked_or_says_what_it_is() -> None:
    """`KEYS` is what the walks of links put in place of secrets."""
    walked = {f"{model._meta.label}.{name}" for model, names in KEYS.items() for name in names}
    assert set(secret_columns()) == walked | NO_SECRETS.keys()


@pytest.mark.parametrize(
    ("model", "name"), [(CitizenRequest, "status_token"), (HandOver, "key"), (RequestDraft, "key")]
)
def test_secrets_by_default_are_drawn_anew_each_time(model: type[models.Model], name: str) -> None:
    assert_drawn({model._meta.get_field(name).get_default() for _ in range(200)}, 32)


def test_secrets_drawn_by_hand_are_as_long() -> None:
    assert_drawn({new_token() for _ in range(200)}, 32)
    assert_drawn({new_key() for _ in range(200)}, 43)
    assert_drawn({new_ticket("x").partition(":")[0] for _ in range(200)}, 32)


def assert_drawn(values: set[str], length: int) -> None:
    """192 bits or more, none twice, and each place takes any of 64 letters."""
    assert len(values) == 200
    assert {len(value) for value in values} == {length}
    for at in range(length - 1):
        assert len({value[at] for value in values}) > 40, f"place {at} hardly changes"


def test_nothing_secret_is_drawn_by_a_generator_one_can_work_out() -> None:
    """`random` is for samples that anybody may repeat by their seed, and for waiting."""
    drawing = re.compile(r"^\s*(?:import random|from random|from uuid import uuid1)", re.MULTILINE)
    users = {path for path, text in texts().items() if drawing.search(text)}
    assert users == {
        "newsletters/mailing/running.py", "contact_centre/quality/drawing.py", "contact_centre/demo_register.py"
    }  # fmt: skip


# --- Guessing --------------------------------------------------------------------------------------
def wrong(secret: str) -> dict[str, str]:
    """Other secrets, some of them nearly right."""
    last = "A" if secret[-1] != "A" else "B"
    other = new_token(96)[: len(secret)]
    made = {
        "another": other,
        "nearly": secret[:-1] + last,
        "half": secret[: len(secret) // 2] + other[len(secret) // 2 :],
    }
    if is_long():
        made |= {"short": secret[: len(secret) // 2], "other case": secret.swapcase(), "long": f"{secret}A"}
    return made


FINDS = re.compile(r"/(?:stav|status|dekujeme|thank-you)/")
"""The first letters of a status page's secret find the request and lead to "send me a new link" (decision 27)."""


def links(there: Any) -> list[tuple[str, str]]:
    """An address of each kind with a secret in it, and the secret."""
    found: dict[str, tuple[str, str]] = {}
    for address in addresses(there):
        if match := KEYED.search(address.path):
            secret = match.group().rpartition("/")[2].partition(".")[0]
            found.setdefault(address.path.replace(secret, ""), (address.path, secret))
    return list(found.values())


def test_who_tries_secrets_learns_nothing_and_is_stopped(client: Client, marked: Any, settings: Any) -> None:  # noqa: F811
    """A nearly right one is answered as any other; and in vain one may try any kind of link a few times only."""
    walked = links(marked)
    assert len({secret for _path, secret in walked}) >= 9
    for path, secret in walked:
        answers = {
            answered(client, path, secret, value)
            for name, value in wrong(secret).items()
            if name == "another" or not FINDS.search(path)
        }
        assert [status for status, _body in answers] == [404], f"{path} tells a near secret from a far one"
    settings.RATE_LIMITS = {"wrong-links": 1, "links": 1000}
    caches["memory"].clear()
    for number, (path, secret) in enumerate(walked):
        network = f"198.51.100.{number + 1}"
        statuses = [answered(client, path, secret, wrong(secret)["another"], network)[0] for _ in range(2)]
        assert statuses == [404, 429], f"{path} may be tried without end: {statuses}"


def answered(client: Client, path: str, secret: str, tried: str, network: str = "127.0.0.1") -> tuple[int, bytes]:
    answer = client.get(path.replace(secret, tried), headers={"host": THERE}, REMOTE_ADDR=network)
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return answer.status_code, body.replace(tried.encode(), b"")


def test_a_key_of_an_app_is_kept_as_a_hash_and_ends_where_it_was_made(
    dso_a: Association, dso_b: Association, manager_a: Any
) -> None:
    row, plain = make_key(site=dso_a.site, name="Aplikace", user=manager_a)
    assert find_key(dso_a, plain) == row
    assert find_key(dso_b, plain) is None
    kept = ApiKey.objects.values().get(pk=row.pk)
    assert plain not in repr(kept)
    assert find_key(dso_a, row.key_hash) is None
    assert len(plain) - len(row.prefix) >= 26, "what isn't shown is secret enough"
    for near in wrong(plain).values():
        assert find_key(dso_a, near) is None


def test_a_report_of_a_mistake_has_a_secret_of_its_own(dso_a: Association) -> None:
    """Not the one its form was sent with: that one stood in a page."""
    names = {field.name for field in MistakeReport._meta.local_concrete_fields}
    assert {"token", "key"} <= names


# --- Measuring -------------------------------------------------------------------------------------
TELLING = re.compile(r"token|secret|signature|hmac|api_?key|confirm_key|password|nonce|authorization", re.IGNORECASE)
REASONED = {
    "newsletters/subscribers/confirming.py": "two rows of ours, nothing of who asks",
}


def named(node: ast.expr) -> str:
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
        case ast.Call(func=func):
            return named(func)
        case ast.Subscript(value=value):
            return named(value)
    return ""


def telling_comparisons(tree: ast.Module) -> Iterator[str]:
    """Comparisons that take longer the more of a secret is right: ``==`` where `constant_time_compare` belongs."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Compare) or not isinstance(node.ops[0], ast.Eq | ast.NotEq):
            continue
        sides = [node.left, *node.comparators]
        if any(isinstance(side, ast.Constant) for side in sides):
            continue
        if any(TELLING.search(named(side)) for side in sides):
            yield f"{node.lineno}: {ast.unparse(node)}"


def test_no_secret_is_compared_letter_by_letter() -> None:
    words = ("token", "secret", "signature", "hmac", "api_key", "confirm_key", "password", "nonce", "AUTHORIZATION")
    found = {path: lines for path, tree in using(*words) if (lines := list(telling_comparisons(tree)))}
    assert found.keys() == REASONED.keys(), found
    example = ast.parse("given.token == self.token\nx != f'{y}'\nmode == 'token'")
    assert list(telling_comparisons(example)) == ["1: given.token == self.token"]
