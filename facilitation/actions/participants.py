"""Joining, and saying who one is in broad terms."""

from typing import Annotated, ClassVar, Self

from pydantic import Field, model_validator

from facilitation.actions.writing import (
    Answer,
    Given,
    Who,
    Writing,
    check_not_sealed,
    use_case,
)
from facilitation.breakouts import open_breakouts
from facilitation.events import ParticipantJoined, ProfileSaved
from facilitation.models import Participant, Profile
from facilitation.refusals import Refusal
from facilitation.text import is_language_tag
from facilitation.vocabulary.people import (
    AGES,
    EDUCATION,
    GENDERS,
    GROUPS,
    OCCUPATIONS,
    UNDISCLOSED,
)
from facilitation.vocabulary.places import is_country


class Join(Given):
    """Enter a dialogue as a new participant who reads in `language` (BCP 47).

    With the code of a `breakout` one is in it at once; one that has closed leads to the plenary.
    """

    name: ClassVar[str] = "join"
    who: ClassVar[Who] = Who.ANYONE

    language: str = "en"
    breakout: Annotated[str, Field(max_length=12)] = ""


@use_case(Join)
def join(writing: Writing, given: Join) -> Answer:
    """Answer `{participant}`: the id that goes into the signed cookie.

    A closed dialogue can still be joined: a phone whose pass was lost may hold late notes.
    """
    check_not_sealed(writing)
    check_language(given.language)
    return do_join(writing, given)


def check_language(tag: str) -> None:
    """Raise `Refusal` unless `tag` looks like a language tag."""
    if not is_language_tag(tag):
        raise Refusal("field_invalid", field="language")


def do_join(writing: Writing, given: Join) -> Answer:
    breakout = None
    if given.breakout:
        breakout = open_breakouts(writing.dialogue).filter(code=given.breakout).first()
    participant = Participant.objects.create(
        dialogue=writing.dialogue, language=given.language, breakout=breakout
    )
    writing.append(ParticipantJoined())
    return {"participant": str(participant.id)}


class SaveProfile(Given):
    """Answer the questions about oneself; empty is unanswered, `undisclosed` a wish not to say."""

    name: ClassVar[str] = "save_profile"
    who: ClassVar[Who] = Who.PARTICIPANT

    age: str = ""
    gender: str = ""
    occupation: str = ""
    education: str = ""
    nationality: str = ""
    groups: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _sorted_groups(self) -> Self:
        object.__setattr__(self, "groups", tuple(sorted(set(self.groups))))
        return self


@use_case(SaveProfile)
def save_profile(writing: Writing, given: SaveProfile) -> Answer:
    """Answer `{}`. Saving again replaces the earlier answers."""
    check_not_sealed(writing)
    check_profile(given)
    return do_save_profile(writing, given)


def check_profile(given: SaveProfile) -> None:
    """Raise `Refusal("field_invalid")` for the first answer that is no known code."""
    lists = {
        "age": AGES,
        "gender": GENDERS,
        "occupation": OCCUPATIONS,
        "education": EDUCATION,
    }
    for field, codes in lists.items():
        if getattr(given, field) not in {"", UNDISCLOSED, *codes}:
            raise Refusal("field_invalid", field=field)
    if given.nationality not in ("", UNDISCLOSED) and not is_country(given.nationality):
        raise Refusal("field_invalid", field="nationality")
    if not set(given.groups) <= {UNDISCLOSED, *GROUPS}:
        raise Refusal("field_invalid", field="groups")


def do_save_profile(writing: Writing, given: SaveProfile) -> Answer:
    answers = given.model_dump() | {"groups": list(given.groups)}
    Profile.objects.update_or_create(participant=writing.participant, defaults=answers)
    writing.append(ProfileSaved())
    return {}
