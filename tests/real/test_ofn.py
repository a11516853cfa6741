"""Exports against the norms' original schemas, and our own reading of the norms against their original examples."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.cache import caches
from django.test import Client

from portal.tenancy.models import Association

from ..ofn.exports import ADDRESSES, furnish
from ..ofn.norms import Schema, problems, schemas, validator
from ..ofn.samples import BREAKAGES, SAMPLES, Change, broken

EXAMPLES = {
    "adresa": ("adresy", "adresa"),
    "aktualita": ("aktuality", "aktualita"),
    "cas": ("časová-specifikace", "časová-specifikace"),
    "kontakt": ("kontakty", "kontakt"),
    "udalost": ("události", "událost"),
    "uredni-deska": ("úřední-desky", "úřední-deska", "2021-07-20"),
}
"""What the example files are examples of, by the beginnings of their names."""
ORIGINALS = 7


@pytest.fixture(scope="module")
def folder(real_data: Path) -> Path:
    return real_data / "ofn"


@pytest.fixture(scope="module")
def originals(folder: Path) -> dict[str, Schema]:
    """The original schemas by the identifiers under which they refer to each other; ours stand for those not there."""
    found = [json.loads(path.read_text(encoding="utf-8")) for path in folder.glob("*.schema.json")]
    ours = schemas()
    known = {schema["$id"]: schema for schema in found if schema["$id"] in ours}
    assert len(known) == ORIGINALS
    return known


@pytest.fixture
def _nobody_has_asked() -> Iterator[None]:
    caches["memory"].clear()
    yield
    caches["memory"].clear()


@pytest.mark.spec("O1", "O2")
@pytest.mark.usefixtures("_nobody_has_asked")
@pytest.mark.django_db
@pytest.mark.only_on("sqlite")
@pytest.mark.parametrize("furnished", [False, True], ids=["nothing", "everything"])
def test_exports_are_valid_by_the_original_schemas(
    dso_a: Association, originals: dict[str, Schema], furnished: bool
) -> None:
    if furnished:
        furnish(dso_a)
    api = Client(SERVER_NAME="horni.localhost")
    for whole, address in ADDRESSES.items():
        data = api.get(address).json()
        assert problems(whole, data, strict=False, originals=originals) == []
        assert len(data["informace"] if whole == "board" else data) >= (1 if furnished else 0)


@pytest.mark.spec("O1", "O2")
@pytest.mark.only_on("sqlite")
def test_the_original_examples_pass_our_reading_and_the_original_one(
    folder: Path, originals: dict[str, Schema]
) -> None:
    examples = [path for path in sorted(folder.glob("*.jsonld")) if path.name.partition("_")[0] in EXAMPLES]
    assert len(examples) == 20
    for path in examples:
        data = json.loads(path.read_text(encoding="utf-8"))
        for document in data if isinstance(data, list) else [data]:
            for known in (None, originals):
                check = validator(*EXAMPLES[path.name.partition("_")[0]], originals=known)
                assert [error.message for error in check.iter_errors(document)] == [], path.name


@pytest.mark.spec("O1", "O2")
@pytest.mark.only_on("sqlite")
@pytest.mark.parametrize("whole", SAMPLES)
def test_the_originals_let_our_samples_through(whole: str, originals: dict[str, Schema]) -> None:
    assert problems(whole, SAMPLES[whole], strict=False, originals=originals) == []


@pytest.mark.spec("O1", "O2")
@pytest.mark.only_on("sqlite")
@pytest.mark.parametrize(("whole", "change"), BREAKAGES)
def test_what_is_wrong_is_refused_with_the_originals_too(
    whole: str, change: Change, originals: dict[str, Schema]
) -> None:
    assert problems(whole, broken(whole, change), strict=False, originals=originals)
