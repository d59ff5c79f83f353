"""Summaries of our own writing, of any size, to print and to measure with.

Every note differs from every other, as notes of people do: a document of one sentence repeated
would let the press reuse what it has shaped. The same arguments give the same summary.
"""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from pathlib import Path
from typing import Any, Literal, cast
from uuid import UUID

from reporting.format import SummaryV1, build, codes, v1
from reporting.format.support import SupportRule, support_of

Language = Literal["en", "fr", "es", "ru", "ar", "zh-Hans"]

MOMENT = dt.datetime(2026, 5, 4, 18, 0, tzinfo=dt.UTC)
KINDS: tuple[codes.StageKind, ...] = ("now", "want", "how")
UNGROUPED_EVERY = 10
"""Every so many-th note stands in no group."""
QUOTABLE_EVERY = 12
ON_BEHALF_EVERY = 40
PARTICIPANTS = 64

_ACTORS: tuple[codes.Actor, ...] = (
    "local-government",
    "national-government",
    "academia-and-schools",
    "un-agency",
    "private-sector",
    "civil-society",
    "local-government",
    "individuals-and-communities",
    "local-government",
    "national-government",
)
_COUNTRIES: dict[Language, tuple[str, codes.Region]] = {
    "en": ("KEN", "sub-saharan-africa"),
    "fr": ("SEN", "sub-saharan-africa"),
    "es": ("BOL", "latin-america-and-the-caribbean"),
    "ru": ("KGZ", "central-and-southern-asia"),
    "ar": ("JOR", "northern-africa-and-western-asia"),
    "zh-Hans": ("CHN", "eastern-and-south-eastern-asia"),
}


def sample_summary(notes: int, language: Language = "en") -> SummaryV1:
    """Return a final summary with `notes` notes in `language`, in six groups a stage."""
    words = _phrases()[language]
    stages = tuple(_stage(index, notes, language, words) for index in range(len(KINDS)))
    country, region = _COUNTRIES[language]
    people = _participation(country)
    said = [note for stage in stages for note in stage.notes()]
    return build(
        dialogue_id=UUID("6f0d8a52-3f0b-4e6e-9a4c-0d6a0f3a7b11"),
        version=1,
        status="final",
        sealed_at=MOMENT,
        generated_at=MOMENT,
        title=words["title"],
        language=language,
        languages=tuple(sorted({note.language for note in said})),
        date=MOMENT.date(),
        mode="in-person",
        organizer=v1.Organizer(name=words["organizer"], type="academic", publish="organization"),
        place=v1.Place(country=country, region=region, city=words["city"]),
        commitments=(1, 2, 6),
        sdgs=(3, 6, 11, 13),
        under_18=False,
        participation=people,
        stages=stages,
        overall=(v1.Statement(text=words["overall"], rests_on=_heaviest(stages)),),
        divergence=v1.Divergence(stated=True, text=words["divergence"]),
        quotes=tuple(
            v1.Quote(note=note.id, text=note.text, language=note.language)
            for note in said
            if int(note.id[1:]) % QUOTABLE_EVERY == 0
        ),
        method=_method(stages),
        versions=(v1.VersionEntry(version=1, at=MOMENT, signed_by=None, signed=True, reason=""),),
        account=_account(stages, people),
    )


def _phrases() -> dict[str, Any]:
    path = Path(__file__).with_name("phrases.json")
    return cast("dict[str, Any]", json.loads(path.read_text(encoding="utf-8")))


def _stage(index: int, notes: int, language: Language, words: dict[str, Any]) -> v1.Stage:
    title, prompt = words["stages"][index]
    numbers = range(index, notes, len(KINDS))
    all_notes = [_note(number, KINDS[index], language, words) for number in numbers]
    alone = tuple(all_notes[UNGROUPED_EVERY - 1 :: UNGROUPED_EVERY])
    apart = {note.id for note in alone}
    grouped = [note for note in all_notes if note.id not in apart]
    titles = words["groups"][index]
    groups = tuple(
        _group(f"g{index}-{place}", name, 13 + 8 * (place % 4) - index, members)
        for place, name in enumerate(titles)
        # Groups are of unequal size, as they are in life.
        if (members := tuple(n for i, n in enumerate(grouped) if _place_of(i) == place))
    )
    return v1.Stage(
        id=f"s{index}",
        kind=KINDS[index],
        title=title,
        prompt=prompt,
        groups=groups,
        ungrouped=alone,
    )


def _place_of(number: int) -> int:
    return (0, 1, 2, 0, 3, 1, 4, 0, 2, 5, 1, 3)[number % 12]


def _note(number: int, kind: str, language: Language, words: dict[str, Any]) -> v1.Note:
    openings, bodies, tails = words["openings"], words["bodies"], words["tails"]
    gap = "" if language == "zh-Hans" else " "
    body = bodies[number % len(bodies)]
    opening = openings[(number // len(bodies) + number) % len(openings)]
    tail = tails[(number // 3) % len(tails)]
    turn = number // (len(openings) * len(bodies))
    text = f"{opening}{gap}{body}{tail}" + (f" ({turn + 1})" if turn else "")
    return v1.Note(
        id=f"n{number + 1}",
        text=text,
        language=language,
        actor=_ACTORS[number // 3 % len(_ACTORS)] if kind == "how" else None,
        on_behalf=(number + 1) % ON_BEHALF_EVERY == 0,
    )


def _group(key: str, title: str, votes: int, notes: tuple[v1.Note, ...]) -> v1.Group:
    on_behalf = sum(note.on_behalf for note in notes)
    named = Counter(note.actor for note in notes if note.actor is not None)
    group = v1.Group(
        id=key,
        title=title,
        votes=votes,
        voters=votes,
        voices=min(PARTICIPANTS, len(notes) - on_behalf),
        on_behalf=on_behalf,
        agreed=votes // 2,
        commitments=(v1.CommitmentTag(number=1 + votes % 3, suggested=bool(votes % 2)),),
        sdgs=(v1.SdgTag(number=6, suggested=False),),
        actors=tuple(v1.ActorCount(code=code, notes=n) for code, n in named.most_common()),
        notes=notes,
    )
    support = support_of(group, participants=PARTICIPANTS, rule=SupportRule())
    return group.model_copy(update={"support": support})


def _participation(country: str) -> v1.Participation:
    def cells(kind: type[v1.Cell], **counts: int | None) -> Any:
        given = {code.replace("_", "-"): count for code, count in counts.items()}
        return tuple(
            kind.model_validate({"code": code, "count": count, "suppressed": count is None})
            for code, count in given.items()
        )

    ages = {"16-30": 17, "31-45": 24, "46-60": 12, "61-75": 6, "over-75": 5}
    return v1.Participation(
        participants=PARTICIPANTS,
        rule=v1.SuppressionRule(
            threshold=5, groups_threshold=10, complementary=True, withheld=False
        ),
        age=cells(v1.AgeCell, **ages),
        gender=cells(v1.GenderCell, woman=36, man=23, another=None, undisclosed=None),
        occupation=cells(
            v1.OccupationCell,
            professionals=14,
            agriculture_forestry_fishery=18,
            service_and_sales=9,
            student=11,
            home_or_care_work=7,
            retired=None,
            undisclosed=None,
        ),
        education=cells(
            v1.EducationCell, primary=13, secondary=29, beyond_secondary=17, undisclosed=5
        ),
        nationality=cells(v1.NationalityCell, **{country: 55, "other": 9}),
        groups=cells(v1.BelongingCell, rural_or_remote=31, older_person=11, disability=None),
        mostly=v1.Mostly(age="mixed", gender="mixed", occupation="mixed"),
    )


def _heaviest(stages: tuple[v1.Stage, ...]) -> tuple[str, ...]:
    return tuple(max(stage.groups, key=lambda g: g.votes).id for stage in stages if stage.groups)


def _method(stages: tuple[v1.Stage, ...]) -> v1.Method:
    return v1.Method(
        facilitators=3,
        note_takers=2,
        breakouts=6,
        minutes=95,
        agenda=tuple(
            v1.Step(kind=stage.kind, title=stage.title, planned_minutes=30, minutes=31)
            for stage in stages
        ),
        recorded="no",
        safeguarding="yes",
        consent="yes",
    )


def _account(stages: tuple[v1.Stage, ...], people: v1.Participation) -> v1.Account:
    counts = v1.counted(stages, people)
    in_summary = counts["grouped"] + counts["ungrouped"]
    return v1.Account(
        **counts,
        received=in_summary + 4,
        in_summary=in_summary,
        hidden=1,
        withdrawn=2,
        not_admitted=1,
        lost=0,
    )
