"""Tables as a zip of CSV files with a Frictionless data package that describes them.

https://datapackage.org/standard/data-package/ (version 2). The same tables give the same bytes.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import zipfile
from collections.abc import Sequence
from io import BytesIO
from typing import Any

from reporting.exchange.tables import Table

DESCRIPTOR = "datapackage.json"
_SCHEMA = "https://datapackage.org/profiles/2.0/datapackage.json"


def to_zip(tables: Sequence[Table], *, name: str, title: str, created: dt.datetime) -> bytes:
    """Return the zip. `name` is for programs, `created` in UTC."""
    files = {f"{table.name}.csv": table.as_csv() for table in tables}
    resources = [_resource(table, files[f"{table.name}.csv"]) for table in tables]
    package = {
        "$schema": _SCHEMA,
        "name": name,
        "title": title,
        "created": created.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "resources": resources,
    }
    descriptor = json.dumps(package, ensure_ascii=False, indent=2).encode()
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, content in {DESCRIPTOR: descriptor, **files}.items():
            archive.writestr(_entry(path, created), content)
    return out.getvalue()


def _resource(table: Table, content: bytes) -> dict[str, Any]:
    fields = [
        {"name": column.name, "title": column.title, "type": column.kind}
        for column in table.columns
    ]
    return {
        "name": table.name,
        "title": table.title,
        "path": f"{table.name}.csv",
        "type": "table",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": len(content),
        "hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
        "schema": {"fields": fields, "missingValues": [""]},
    }


def _entry(path: str, created: dt.datetime) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(path, created.timetuple()[:6])
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o644 << 16
    return entry
