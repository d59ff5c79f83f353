"""The published faces of the format: its JSON Schema and the reference in `docs/format-v1.md`.

Both are written from the models and committed; a test fails when they lag behind.
`python -m reporting.format.schema` writes them anew.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from reporting.format.v1 import SummaryV1

SCHEMA_ID = "urn:un75-dialogue-toolkit:summary:1.0"
SCHEMA_PATH = Path(__file__).with_name("summary-v1.schema.json")
DOCS_PATH = Path(__file__).parents[2] / "docs" / "format-v1.md"
_BEGIN = "<!-- reference: written by python -m reporting.format.schema -->"


def json_schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of summary format 1.0."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": SCHEMA_ID,
        **SummaryV1.model_json_schema(mode="serialization"),
    }


def schema_text() -> str:
    """The schema as it stands in the committed file."""
    return json.dumps(json_schema(), ensure_ascii=False, indent=2, sort_keys=True) + "\n"


def reference() -> str:
    """Every object and field of the format, as Markdown."""
    schema = json_schema()
    objects = {schema["title"]: schema, **schema["$defs"]}
    return "\n".join(_object_reference(name, body) for name, body in objects.items())


def documented(page: str) -> str:
    """`page` with its generated part replaced by the current reference."""
    written, _, _ = page.partition(_BEGIN)
    return f"{written}{_BEGIN}\n\n{reference()}"


def _object_reference(name: str, body: dict[str, Any]) -> str:
    rows = [
        f"| `{field}` | {_kind(shape)} | {_one_line(shape.get('description', ''))} |"
        for field, shape in body["properties"].items()
    ]
    head = f"### {name}\n\n{_one_line(body['description'])}\n\n| field | kind | meaning |"
    return "\n".join([head, "|---|---|---|", *rows]) + "\n"


def _one_line(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def _kind(shape: dict[str, Any]) -> str:
    """A short name of what a field holds."""
    if "anyOf" in shape:
        return " or ".join(_kind(option) for option in shape["anyOf"])
    if "$ref" in shape:
        target = shape["$ref"].rsplit("/", 1)[1]
        return f"[{target}](#{target.lower()})"
    if "enum" in shape:
        return "one of " + ", ".join(f"`{value}`" for value in shape["enum"])
    if "const" in shape:
        return f"`{shape['const']}`"
    if shape.get("type") == "array":
        return f"list of {_kind(shape['items'])}"
    return str(shape.get("format", shape["type"]))


def main() -> None:
    """Write the schema and the reference anew."""
    SCHEMA_PATH.write_text(schema_text(), encoding="utf-8")
    page = DOCS_PATH.read_text(encoding="utf-8")
    DOCS_PATH.write_text(documented(page), encoding="utf-8")


if __name__ == "__main__":
    main()
