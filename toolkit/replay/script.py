"""A dialogue written down beforehand: the format dialogue-script/1, read and checked.

Reading is strict about what is there (unknown keys, codes and references are refused by their
place) and generous about what is not: only title, people and notes are needed. What only the
server may judge, such as a note that is too long, is left to the server.
"""

import datetime as dt
import json
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path
from typing import Annotated, Any, NoReturn

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from facilitation import text
from facilitation.actions.dialogues import DIVERGENCE_LIMIT
from facilitation.actions.groups import TITLE_LIMIT
from facilitation.vocabulary import people
from facilitation.vocabulary.actors import ACTORS
from facilitation.vocabulary.commitments import COMMITMENTS
from facilitation.vocabulary.organizers import ORGANIZER_TYPES, PUBLISH
from facilitation.vocabulary.places import is_country
from facilitation.vocabulary.sdgs import SDGS
from facilitation.vocabulary.stages import MODES
from toolkit.commands import BadInput

MAX_SCRIPT_BYTES = 16_000_000
MAX_PARTICIPANTS = 2_000
MAX_NOTES = 20_000
MAX_GROUPS = 2_000
MAX_VOTES = 100_000

_SHOWN_OF_A_VALUE = 60
"""Characters of a wrong value that are repeated in the complaint about it."""


class ScriptError(BadInput):
    """The script is not a dialogue-script/1; the message names the place and the reason."""

    def __init__(self, place: str, problem: str) -> None:
        super().__init__(f"{place}: {problem}" if place else problem)


def _one_of(codes: Collection[object]) -> AfterValidator:
    def check(value: object) -> object:
        if value not in codes:
            raise ValueError(f"{_short(value)} is not one of {', '.join(map(str, codes))}")
        return value

    return AfterValidator(check)


def _country(value: str) -> str:
    if not is_country(value):
        raise ValueError(f"{_short(value)} is not an ISO 3166-1 alpha-3 code, such as KEN")
    return value


def _nationality(value: str) -> str:
    return value if value == people.UNDISCLOSED else _country(value)


def _language(value: str) -> str:
    if not text.is_language_tag(value):
        raise ValueError(f"{_short(value)} is not a language tag, such as en or zh-Hans")
    return value


def _title(value: str) -> str:
    if text.is_blank(text.clean(value)):
        raise ValueError("must not be blank")
    return value


def _within(limit: int) -> AfterValidator:
    def check(value: str) -> str:
        if text.length(text.clean(value)) > limit:
            raise ValueError(f"has more than {limit} characters")
        return value

    return AfterValidator(check)


def _answer(codes: Iterable[str]) -> AfterValidator:
    return _one_of([*codes, people.UNDISCLOSED])


Id = Annotated[str, Field(min_length=1, max_length=200)]
Language = Annotated[str, AfterValidator(_language)]
WritingStage = Annotated[str, _one_of(("now", "want", "how"))]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Organizer(_Part):
    """Who calls the dialogue."""

    name: Annotated[str, Field(max_length=200)] = ""
    type: Annotated[str, _one_of(list(ORGANIZER_TYPES))] = "other"
    publish: Annotated[str, _one_of(list(PUBLISH))] = "organization"


class Participant(_Part):
    """One person with a phone. What they do not answer is left unanswered."""

    id: Id
    age: Annotated[str, _answer(people.AGES)] | None = None
    gender: Annotated[str, _answer(people.GENDERS)] | None = None
    occupation: Annotated[str, _answer(people.OCCUPATIONS)] | None = None
    education: Annotated[str, _answer(people.EDUCATION)] | None = None
    nationality: Annotated[str, AfterValidator(_nationality)] | None = None
    groups: tuple[Annotated[str, _answer(people.GROUPS)], ...] | None = None

    def profile(self) -> dict[str, Any]:
        """Return the answers given, as the action `save_profile` takes them; perhaps none."""
        return self.model_dump(exclude={"id"}, exclude_none=True)


class Note(_Part):
    """One thing said. Without `at` it follows the note before it in the list at once."""

    id: Id
    by: Id
    stage: WritingStage
    text: str
    at: Annotated[float, Field(ge=0, allow_inf_nan=False)] | None = None
    language: Language | None = None
    actor: Annotated[str, _one_of(list(ACTORS))] | None = None
    quote: bool = False
    on_behalf: bool = False


class Group(_Part):
    """Notes of one stage that say the same; perhaps none."""

    id: Id
    stage: WritingStage
    title: Annotated[str, AfterValidator(_title), _within(TITLE_LIMIT)]
    notes: tuple[Id, ...] = ()


class Vote(_Part):
    """One participant's weight on one group."""

    by: Id
    group: Id


class Script(_Part):
    """A whole dialogue, its references checked."""

    format: Annotated[str, _one_of(("dialogue-script/1",))]
    title: Annotated[str, Field(max_length=200), AfterValidator(_title)]
    participants: Annotated[tuple[Participant, ...], Field(max_length=MAX_PARTICIPANTS)]
    notes: Annotated[tuple[Note, ...], Field(max_length=MAX_NOTES)]
    language: Language = "en"
    date: dt.date | None = None
    mode: Annotated[str, _one_of(list(MODES))] = "in-person"
    organizer: Organizer | None = None
    country: Annotated[str, AfterValidator(_country)] | None = None
    city: Annotated[str, Field(max_length=100)] | None = None
    commitments: tuple[Annotated[int, _one_of(list(COMMITMENTS))], ...] = ()
    sdgs: tuple[Annotated[int, _one_of(list(SDGS))], ...] = ()
    under_18: bool = False
    groups: Annotated[tuple[Group, ...], Field(max_length=MAX_GROUPS)] = ()
    votes: Annotated[tuple[Vote, ...], Field(max_length=MAX_VOTES)] = ()
    divergence: Annotated[str, _within(DIVERGENCE_LIMIT)] | None = None

    def timed_notes(self) -> list[tuple[float, Note]]:
        """Return (seconds from the start, note) in playing order."""
        timed: list[tuple[float, Note]] = []
        at = 0.0
        for note in self.notes:
            at = at if note.at is None else note.at
            timed.append((at, note))
        return sorted(timed, key=lambda pair: pair[0])

    def writing_stages(self) -> list[str]:
        """Return the kinds of stages that hold a note or a group, in the order of an agenda."""
        used = {note.stage for note in self.notes} | {group.stage for group in self.groups}
        return [kind for kind in ("now", "want", "how") if kind in used]

    def spoken_languages(self) -> dict[str, str]:
        """Return the language of each participant: that of their first note, or the dialogue's."""
        first: dict[str, str] = {}
        for note in self.notes:
            first.setdefault(note.by, note.language or self.language)
        return {one.id: first.get(one.id, self.language) for one in self.participants}


def read_script(path: Path) -> Script:
    """Return the script in a file, or raise `ScriptError` with one line that names the place."""
    try:
        with path.open("rb") as stream:
            content = stream.read(MAX_SCRIPT_BYTES + 1)
    except OSError as error:
        raise ScriptError(str(path), f"cannot be read: {error.strerror}") from None
    try:
        return parse_script(content)
    except ScriptError as error:
        raise ScriptError(str(path), str(error)) from None


def parse_script(content: bytes) -> Script:
    """Return the script in `content`, or raise `ScriptError`."""
    if len(content) > MAX_SCRIPT_BYTES:
        raise ScriptError("", f"is larger than {MAX_SCRIPT_BYTES // 1_000_000} MB")
    try:
        document = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ScriptError(f"byte {error.start}", "is not UTF-8") from None
    _check_json(document)
    try:
        script = Script.model_validate_json(document)
    except ValidationError as error:
        raise _explained(error) from None
    _check_references(script)
    return script


def _check_json(document: str) -> None:
    """Refuse what a lenient parser would swallow: a key given twice would lose notes unseen."""
    try:
        parsed = json.loads(document, object_pairs_hook=_object, parse_constant=_constant)
    except json.JSONDecodeError as error:
        place = f"line {error.lineno} column {error.colno}"
        raise ScriptError(place, f"is not JSON: {error.msg}") from None
    except RecursionError:
        raise ScriptError("", "is nested too deeply") from None
    except ValueError as error:
        raise ScriptError("", f"holds a number that cannot be read: {error}") from None
    if not isinstance(parsed, dict):
        raise ScriptError("", "is not a JSON object")


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise ScriptError(_short(key), "this key is given twice in one object")
        found[key] = value
    return found


def _constant(name: str) -> NoReturn:
    raise ScriptError("", f"{name} is not a JSON number")


def _explained(error: ValidationError) -> ScriptError:
    details = error.errors(include_url=False)
    first = details[0]
    messages = {
        "extra_forbidden": "there is no such key",
        "missing": "is missing",
        "json_invalid": f"is not text: {first['msg'].removeprefix('Invalid JSON: ')}",
    }
    plain = first["msg"].removeprefix("Value error, ")
    problem = messages.get(first["type"], plain[:1].lower() + plain[1:])
    more = f" (and {len(details) - 1} more)" if len(details) > 1 else ""
    return ScriptError(_place(first["loc"]), problem + more)


def _place(location: tuple[int | str, ...]) -> str:
    parts = [f"[{step}]" if isinstance(step, int) else f".{_plain(step)}" for step in location]
    return "".join(parts).removeprefix(".")


def _check_references(script: Script) -> None:
    """Every reference leads somewhere, and no note is in two places."""
    participants = _unique("participants", (person.id for person in script.participants))
    notes = _unique("notes", (note.id for note in script.notes))
    groups = _unique("groups", (group.id for group in script.groups))
    for number, note in enumerate(script.notes):
        _known(f"notes[{number}].by", note.by, participants, "participant")
    _check_groups(script, notes)
    _check_votes(script, participants, groups)


def _unique(name: str, ids: Iterable[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for number, key in enumerate(ids):
        if key in found:
            raise ScriptError(
                f"{name}[{number}].id", f"{_short(key)} is also the id of {name}[{found[key]}]"
            )
        found[key] = number
    return found


def _known(place: str, key: str, known: dict[str, int], what: str) -> int:
    if key not in known:
        raise ScriptError(place, f"there is no {what} {_short(key)}")
    return known[key]


def _check_groups(script: Script, notes: dict[str, int]) -> None:
    taken: dict[str, str] = {}
    for place, group, key in _grouped(script):
        note = script.notes[_known(place, key, notes, "note")]
        if note.stage != group.stage:
            raise ScriptError(
                place, f"{_short(key)} is of stage {note.stage}, its group of {group.stage}"
            )
        if key in taken:
            raise ScriptError(place, f"{_short(key)} is already in {taken[key]}")
        taken[key] = place


def _grouped(script: Script) -> Iterator[tuple[str, Group, str]]:
    for number, group in enumerate(script.groups):
        for position, key in enumerate(group.notes):
            yield f"groups[{number}].notes[{position}]", group, key


def _check_votes(script: Script, participants: dict[str, int], groups: dict[str, int]) -> None:
    given: dict[tuple[str, str], int] = {}
    for number, vote in enumerate(script.votes):
        _known(f"votes[{number}].by", vote.by, participants, "participant")
        _known(f"votes[{number}].group", vote.group, groups, "group")
        first = given.setdefault((vote.by, vote.group), number)
        if first != number:
            raise ScriptError(f"votes[{number}]", f"is the same as votes[{first}]")


def _short(value: object) -> str:
    shown = _plain(str(value))
    return f"“{shown[:_SHOWN_OF_A_VALUE]}…”" if len(shown) > _SHOWN_OF_A_VALUE else f"“{shown}”"


def _plain(value: str) -> str:
    """Make anything printable on one line of any terminal."""
    return "".join(letter if letter.isprintable() else "?" for letter in value)
