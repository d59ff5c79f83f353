"""Sample summaries with other words, among them the longest that the toolkit takes."""

from __future__ import annotations

from typing import Any

from reporting.format import SummaryV1, build, v1
from toolkit.bench.samples import Language, sample_summary

LINE = 200
"""Letters of a title and of a name; the limits stand with the actions that take them."""
CITY = WORDS = 100
OVERALL = 750


def rebuilt(summary: SummaryV1, **changed: Any) -> SummaryV1:
    """Return `summary` with other fields, and the account and hash that they ask for."""
    stages: tuple[v1.Stage, ...] = changed.get("stages", summary.stages)
    counts = v1.counted(stages, changed.get("participation", summary.participation))
    in_summary = counts["grouped"] + counts["ungrouped"]
    gone = {"hidden": 0, "withdrawn": 0, "not_admitted": 0, "lost": 0}
    account = v1.Account(**counts, **gone, received=in_summary, in_summary=in_summary)
    fields = {name: getattr(summary, name) for name in SummaryV1.model_fields}
    for name in ("format", "schema_version", "content_sha256"):
        del fields[name]
    return build(**{**fields, "account": account, **changed})


def fullest_summary(language: Language, *, notes: int = 18, share: float = 1.0) -> SummaryV1:
    """Return a summary with the longest title, line, overall summary and groups' titles.

    `share` is the part of each limit that is used.
    """
    summary = sample_summary(notes, language)
    text = " ".join(note.text for note in sample_summary(60, language).notes())

    def cut(letters: int, *, skipping: int = 0) -> str:
        return text[skipping : skipping + round(share * letters)].strip()

    def filled(stage: v1.Stage) -> v1.Stage:
        groups = tuple(
            group.model_copy(update={"title": cut(LINE, skipping=at)})
            for at, group in enumerate(stage.groups)
        )
        return stage.model_copy(update={"title": cut(LINE), "groups": groups})

    stages = tuple(map(filled, summary.stages))
    mostly = v1.Mostly(
        age="15-and-under",
        gender="another",
        occupation="agriculture-forestry-fishery",
        occupation_words=cut(WORDS),
    )
    changed: dict[str, Any] = {
        "title": cut(LINE),
        "organizer": summary.organizer.model_copy(update={"name": cut(LINE)}),
        "place": summary.place.model_copy(update={"city": cut(CITY)}),
        "stages": stages,
        "overall": (v1.Statement(text=cut(OVERALL), rests_on=(stages[0].groups[0].id,)),),
        # Words that say so take a line more than a signature does.
        "versions": (summary.versions[0].model_copy(update={"signed": False}),),
        "participation": summary.participation.model_copy(update={"mostly": mostly}),
    }
    return rebuilt(summary, **changed)
