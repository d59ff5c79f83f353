"""What people see before they write: a story, a picture, or a link to a film.

A picture is a file the organizer gave to this server; nothing is ever fetched from elsewhere, by
us or by a phone. A link is shown as a link, for the projector's laptop to open.
"""

from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from facilitation.text import clean, is_language_tag

PICTURE_NAME = r"^([0-9a-f]{64}\.(png|jpg|webp))?$"


def _web_address(value: str) -> str:
    parts = urlsplit(value)
    if value and (parts.scheme not in ("http", "https") or not parts.hostname):
        raise ValueError("a link begins with http:// or https://")
    return value


def _language(value: str) -> str:
    if value and not is_language_tag(value):
        raise ValueError("no language tag")
    return value


Words = Annotated[str, AfterValidator(clean)]


class Stimulus(BaseModel):
    """One stimulus. `picture` names a stored file by the SHA-256 of its bytes; `alternative`
    says what it shows to those who do not see it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: Literal["story", "picture", "link"]
    text: Annotated[Words, Field(max_length=4000)] = ""
    link: Annotated[str, Field(max_length=500), AfterValidator(_web_address)] = ""
    picture: Annotated[str, Field(pattern=PICTURE_NAME)] = ""
    alternative: Annotated[Words, Field(max_length=500)] = ""
    caption: Annotated[Words, Field(max_length=300)] = ""
    credit: Annotated[Words, Field(max_length=200)] = ""
    language: Annotated[str, AfterValidator(_language)] = ""
