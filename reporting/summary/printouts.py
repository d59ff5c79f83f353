"""Drafts and posters as PDFs: asked for by a person, printed in the background, each once.

Of each kind a dialogue keeps the last one: a draft from before the seal, or a poster of an earlier
version, is thrown away with its file when another takes its place or a version is signed.
"""

from __future__ import annotations

import hashlib

from django.db import transaction
from django.db.models import QuerySet

from facilitation.models import Dialogue
from reporting.format import to_bytes
from reporting.refusals import Refusal
from reporting.summary.compile import compile_summary
from reporting.summary.digest import draft_digest
from reporting.summary.jobs import enqueue_on_commit
from reporting.summary.models import Printout, SignOff, Summary

Kind = Printout.Kind


def ask_for_draft(dialogue: Dialogue) -> Printout:
    """Have the draft printed as it stands now. Refuses with `version_unknown` after the seal, when
    the summary itself is what there is to read."""
    content = compile_summary(dialogue)
    if content.status == "final":
        raise Refusal("version_unknown")
    return _asked(dialogue, Kind.DRAFT, draft_digest(content), to_bytes(content), "")


def ask_for_poster(dialogue: Dialogue, *, link: str) -> Printout:
    """Have the poster of the newest version printed, with `link` on it. Refuses with
    `export_not_signed`."""
    stored = dialogue.summaries.order_by("-version").first()
    if stored is None or not SignOff.objects.filter(summary=stored).exists():
        raise Refusal("export_not_signed")
    digest = hashlib.sha256(f"{stored.sha256} {link}".encode()).hexdigest()
    return _asked(dialogue, Kind.POSTER, digest, bytes(stored.data), link)


@transaction.atomic
def _asked(dialogue: Dialogue, kind: Kind, digest: str, data: bytes, link: str) -> Printout:
    printout, made = Printout.objects.get_or_create(
        dialogue=dialogue, kind=kind, digest=digest, defaults={"data": data, "link": link}
    )
    if made:
        throw_away(Printout.objects.filter(dialogue=dialogue, kind=kind).exclude(pk=printout.pk))
        enqueue_on_commit(printout)
    return printout


def throw_away(printouts: QuerySet[Printout]) -> None:
    """Delete printouts, and their files once that is certain."""
    files = [printout.pdf_path for printout in printouts if printout.pdf_name]
    printouts.delete()

    def remove() -> None:
        for file in files:
            file.unlink(missing_ok=True)

    transaction.on_commit(remove)


def throw_all_away(summary: Summary) -> None:
    """When a summary is stored, what was printed of the dialogue before it is out of date."""
    throw_away(Printout.objects.filter(dialogue_id=summary.dialogue_id))
