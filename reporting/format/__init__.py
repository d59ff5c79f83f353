"""What a summary is: format v1 as pydantic models, canonical bytes and JSON Schema.

Knows no Django and nothing of the live dialogue, so that other people's tools can use it alone.
"""

from reporting.format.canonical import Reading, build, canonical_json, content_sha256, from_bytes
from reporting.format.canonical import to_bytes as to_bytes
from reporting.format.errors import FormatError
from reporting.format.v1 import FORMAT, SCHEMA_VERSION, SummaryV1

__all__ = [
    "FORMAT",
    "SCHEMA_VERSION",
    "FormatError",
    "Reading",
    "SummaryV1",
    "build",
    "canonical_json",
    "content_sha256",
    "from_bytes",
    "to_bytes",
]
