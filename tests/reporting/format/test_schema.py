"""The published schema and reference are those of the models."""

import json
from typing import Any

import jsonschema
import pytest

from reporting.format import SummaryV1, schema, to_bytes


def _objects(published: dict[str, Any]) -> list[dict[str, Any]]:
    return [published, *published["$defs"].values()]


def test_the_committed_schema_is_current() -> None:
    assert schema.SCHEMA_PATH.read_text(encoding="utf-8") == schema.schema_text()


def test_the_reference_in_the_docs_is_current() -> None:
    page = schema.DOCS_PATH.read_text(encoding="utf-8")
    assert page == schema.documented(page)


def test_every_object_and_field_says_what_it_is() -> None:
    for shape in _objects(schema.json_schema()):
        assert shape["description"]
        silent = [name for name, field in shape["properties"].items() if "description" not in field]
        assert silent == []


def test_the_reference_names_every_field() -> None:
    reference = schema.reference()
    for shape in _objects(schema.json_schema()):
        for field in shape["properties"]:
            assert f"| `{field}` |" in reference


def test_the_schema_is_valid_2020_12() -> None:
    jsonschema.Draft202012Validator.check_schema(schema.json_schema())


def test_a_written_summary_satisfies_the_schema(summary: SummaryV1) -> None:
    jsonschema.Draft202012Validator(schema.json_schema()).validate(json.loads(to_bytes(summary)))


def test_the_schema_refuses_an_unknown_key(summary: SummaryV1) -> None:
    document = {**json.loads(to_bytes(summary)), "authors": []}
    with pytest.raises(jsonschema.ValidationError, match="authors"):
        jsonschema.validate(document, schema.json_schema())
