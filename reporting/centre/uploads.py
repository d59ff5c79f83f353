"""The bound on what a browser may send: what is too large is never held in memory or parsed.

A request that says it is too large is refused by its length alone. Within a request, each file is
counted as it streams past; one over the limit is dropped, the others are taken.
"""

from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import TooManyFilesSent
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpRequest

from reporting.centre.intake import max_upload_bytes
from reporting.refusals import Refusal

MAX_FILES = 50
# A request may hold five files of the largest size, or many of the usual few hundred kilobytes.
_REQUEST_FACTOR = 5


@dataclass
class Uploads:
    """The files of one request, and the names of those that were dropped for their size."""

    files: list[UploadedFile[bytes]]
    too_large: list[str] = field(default_factory=list)


class SizeGate(FileUploadHandler):
    """Stands before Django's handlers and stops a file at the limit, whatever size it claims."""

    def __init__(self, limit: int) -> None:
        super().__init__()
        self.limit = limit
        self.dropped: list[str] = []
        self._seen = 0

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self._seen = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:  # noqa: ARG002
        self._seen += len(raw_data)
        if self._seen > self.limit:
            self.dropped.append(self.file_name or "")
            raise SkipFile
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """Leave the file to the handlers behind."""


def max_request_bytes() -> int:
    """The size limit of one request with all its files, in bytes."""
    return max_upload_bytes() * _REQUEST_FACTOR


def receive(request: HttpRequest, *, field_name: str) -> Uploads:
    """Read the files of a form. Must come before anything touches `request.POST`.

    Refuses the whole request with `upload_too_large` or `upload_too_many_files`.
    """
    if _stated_length(request) > max_request_bytes():
        raise Refusal("upload_too_large", limit=max_request_bytes() // 1_000_000)
    gate = SizeGate(max_upload_bytes())
    request.upload_handlers.insert(0, gate)
    try:
        files = request.FILES.getlist(field_name)
    except TooManyFilesSent as error:
        raise Refusal("upload_too_many_files", limit=MAX_FILES) from error
    if len(files) > MAX_FILES:
        raise Refusal("upload_too_many_files", limit=MAX_FILES)
    return Uploads(files, gate.dropped)


def _stated_length(request: HttpRequest) -> int:
    length = request.META.get("CONTENT_LENGTH") or "0"
    return int(length) if length.isdecimal() else 0
