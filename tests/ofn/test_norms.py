"""Our own reading of the norms lets right documents through and refuses wrong ones: else other tests say nothing."""

from typing import Any

import pytest

from .norms import is_iri, problems, schemas, validator
from .samples import BREAKAGES, SAMPLES, Change, broken

pytestmark = pytest.mark.only_on("sqlite")


@pytest.mark.spec("O1", "O2")
@pytest.mark.parametrize("whole", SAMPLES)
def test_right_documents_are_let_through(whole: str) -> None:
    assert problems(whole, SAMPLES[whole]) == []


@pytest.mark.spec("O1", "O2")
@pytest.mark.parametrize(("whole", "change"), BREAKAGES)
def test_wrong_documents_are_refused(whole: str, change: Change) -> None:
    assert problems(whole, broken(whole, change), strict=False)


@pytest.mark.spec("O1", "O2")
def test_an_attribute_no_norm_knows_is_refused_where_we_export_and_nowhere_else() -> None:
    document = {**SAMPLES["contact"], "telefonn": "tel:112"}
    assert problems("contact", document)
    assert problems("contact", document, strict=False) == []


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("https://svazek.cz/úřední-deska/č-1", True),
        ("mailto:svazek@example.org", True),
        ("https://svazek.cz/a%20b", True),
        ("https://svazek.cz/a b", False),
        ("https://svazek.cz/a%2", False),
        ("https://svazek.cz/<b>", False),
        ("/deska/", False),
        ("svazek", False),
        ("https://", False),
        ("", False),
    ],
)
def test_an_iri_is_absolute_and_without_bare_spaces(text: str, right: bool) -> None:
    assert is_iri(text) is right


@pytest.mark.spec("O1", "O2")
def test_every_schema_and_every_reference_between_them_is_there() -> None:
    known = schemas()

    def references(schema: Any) -> set[str]:
        if isinstance(schema, list):
            return set().union(*map(references, schema))
        if not isinstance(schema, dict):
            return set()
        own = {schema["$ref"]} if isinstance(schema.get("$ref"), str) else set()
        return own.union(*map(references, schema.values()))

    assert references(list(known.values())) - known.keys() == set()
    for name, schema in known.items():
        validator("věc", "věc").check_schema(schema)
        assert name.startswith("https://")
