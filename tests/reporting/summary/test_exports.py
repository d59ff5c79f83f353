"""Every export holds what it promises, and nothing that its reader's program would run."""

from __future__ import annotations

import csv
import hashlib
import json
import re
import zipfile
from html.parser import HTMLParser
from io import BytesIO, StringIO
from typing import get_args

import openpyxl
import pikepdf
import pytest
from django.template.loader import render_to_string
from django.test import Client
from django.utils import translation
from django.utils.translation import gettext

from reporting.documents import fonts, package
from reporting.format import SummaryV1, to_bytes
from reporting.format.v1 import Divergence, FinalSay, GroupSay, Objection
from reporting.summary.document import document_context
from reporting.summary.exports import EXPORTS, export
from reporting.summary.models import SignOff, Summary
from reporting.summary.tables import tables
from tests.reporting.summary.playing import Played
from tests.reporting.summary.remade import fullest_summary, rebuilt
from toolkit.bench.samples import MOMENT, Language, sample_summary

needs_fonts = pytest.mark.skipif(
    bool(fonts.missing_families()), reason=f"fonts missing: {fonts.missing_families()}"
)
HOSTILE = '=HYPERLINK("http://example.org","x")<script>alert(1)</script>'
LINK = "https://dialogues.example.org/summaries/1"


@pytest.fixture(scope="module")
def hostile() -> SummaryV1:
    """A summary in which a note, a title and a group try to be a formula and a script."""
    summary = sample_summary(60)
    stage = summary.stages[0]
    note = stage.ungrouped[0].model_copy(update={"text": HOSTILE})
    group = stage.groups[0].model_copy(update={"title": HOSTILE})
    stage = stage.model_copy(
        update={
            "ungrouped": (note, *stage.ungrouped[1:]),
            "groups": (group, *stage.groups[1:]),
        }
    )
    quotes = tuple(quote for quote in summary.quotes if quote.note != note.id)
    return rebuilt(summary, title=HOSTILE, stages=(stage, *summary.stages[1:]), quotes=quotes)


def test_the_workbook_has_a_sheet_for_each_table_and_every_note(hostile: SummaryV1) -> None:
    book = openpyxl.load_workbook(BytesIO(export("xlsx", hostile)))
    assert len(book.sheetnames) == len(tables(hostile)) == 15
    assert book["Notes"].max_row == 1 + hostile.account.in_summary


@pytest.mark.parametrize("language", get_args(Language))
def test_no_two_sheets_have_one_name_in_any_language(language: Language) -> None:
    with translation.override(language.lower()):
        names = [table.title.casefold() for table in tables(sample_summary(6, language))]
    assert len(set(names)) == len(names)


def test_the_tables_hold_the_agenda_and_the_method(hostile: SummaryV1) -> None:
    steps = hostile.method.agenda
    assert [row["title"] for row in _rows(hostile, "agenda")] == [step.title for step in steps]
    method = {row["field"]: row["value"] for row in _rows(hostile, "method")}
    assert method["facilitators"] == str(hostile.method.facilitators)
    assert method["consent"] == hostile.method.consent


def test_the_tables_hold_what_people_were_asked_in_each_stage(hostile: SummaryV1) -> None:
    asked = {stage.id: (stage.title, stage.prompt) for stage in hostile.stages}
    rows = _rows(hostile, "stages")
    assert {row["stage_id"]: (row["title"], row["prompt"]) for row in rows} == asked
    for table in ("notes", "groups"):
        assert {row["stage_id"] for row in _rows(hostile, table)} <= set(asked)


def test_the_tables_hold_every_version_with_its_reason(hostile: SummaryV1) -> None:
    first = hostile.versions[0]
    second = first.model_copy(update={"version": 2, "signed_by": "Ada", "reason": "A typo."})
    corrected = rebuilt(hostile, version=2, versions=(first, second))
    last = _rows(corrected, "versions")[-1]
    assert (last["version"], last["signed_by"], last["reason"]) == ("2", "Ada", "A typo.")
    assert last["at"] == MOMENT.strftime("%Y-%m-%dT%H:%M:%SZ")


def test_the_tables_hold_the_final_say_with_its_objections(hostile: SummaryV1) -> None:
    group = next(hostile.groups()).id
    say = FinalSay(
        opened_at=MOMENT,
        closes_at=MOMENT,
        groups=(GroupSay(group=group, agree=3, not_said=1),),
        objections=(Objection(id="o1", group=group, text="We said wells.", language="en"),),
    )
    asked = rebuilt(hostile, final_say=say)
    assert _rows(asked, "final_say") == [
        {"group_number": "1", "group": group, "agree": "3", "not_said": "1"}
    ]
    assert [row["text"] for row in _rows(asked, "objections")] == ["We said wells."]


def test_the_tables_hold_the_rules_and_what_most_have_in_common(hostile: SummaryV1) -> None:
    rules = {(row["rule"], row["field"]): row["value"] for row in _rows(hostile, "rules")}
    assert rules["support_rule", "consensus_percent"] == "90"
    assert rules["suppression_rule", "threshold"] == "5"
    mostly = {row["question"]: row["answer"] for row in _rows(hostile, "mostly")}
    said = hostile.participation.mostly.model_dump()
    assert mostly == {name: answer or "" for name, answer in said.items()}


def test_no_cell_of_the_workbook_is_a_formula_or_a_link(hostile: SummaryV1) -> None:
    book = openpyxl.load_workbook(BytesIO(export("xlsx", hostile)))
    cells = [cell for sheet in book for row in sheet for cell in row]
    assert HOSTILE in [cell.value for cell in cells]
    assert {cell.data_type for cell in cells} <= {"s", "n", "b"}
    assert all(cell.hyperlink is None for cell in cells)


@pytest.mark.parametrize(("language", "mirrored"), [("en", False), ("ar", True)])
def test_the_sheets_of_an_arabic_dialogue_read_from_right_to_left(
    language: str, mirrored: bool
) -> None:
    content = export("xlsx", sample_summary(6, "ar" if language == "ar" else "en"))
    book = openpyxl.load_workbook(BytesIO(content))
    assert {bool(sheet.sheet_view.rightToLeft) for sheet in book} == {mirrored}


def test_the_data_package_describes_the_files_that_are_there(hostile: SummaryV1) -> None:
    with zipfile.ZipFile(BytesIO(export("csv", hostile))) as archive:
        described = json.loads(archive.read("datapackage.json"))
        assert {r["path"] for r in described["resources"]} == set(archive.namelist()) - {
            "datapackage.json"
        }
        for resource in described["resources"]:
            content = archive.read(resource["path"])
            assert resource["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"
            rows = list(csv.reader(StringIO(content.decode("utf-8-sig"), newline="")))
            assert rows[0] == [field["name"] for field in resource["schema"]["fields"]]


def test_a_csv_cell_that_a_spreadsheet_would_run_is_inert(hostile: SummaryV1) -> None:
    with zipfile.ZipFile(BytesIO(export("csv", hostile))) as archive:
        notes = archive.read("notes.csv").decode("utf-8-sig")
    rows = list(csv.DictReader(StringIO(notes, newline="")))
    assert len(rows) == hostile.account.in_summary
    assert f"'{HOSTILE}" in [row["text"] for row in rows]


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))


def test_the_page_for_a_phone_needs_nothing_but_itself(hostile: SummaryV1) -> None:
    page = _Page()
    page.feed(export("html", hostile).decode())
    names = {tag for tag, _ in page.tags}
    assert names.isdisjoint({"script", "link", "img", "iframe", "object", "base", "form"})
    addresses = [a[key] for _, a in page.tags for key in ("src", "href") if key in a]
    assert addresses
    assert all(address and address.startswith("#") for address in addresses)
    assert not [key for _, attrs in page.tags for key in attrs if key.startswith("on")]


def test_the_message_is_short_and_says_where_the_rest_is(hostile: SummaryV1) -> None:
    message = export("txt", hostile, link=LINK).decode()
    assert len(message) < 1500
    assert LINK in message
    assert message.count("\n\n\n") == 0
    assert HOSTILE in message, "plain text is not escaped"


@pytest.mark.parametrize("language", ["en", "zh-Hans"])
def test_that_nobody_recorded_whether_views_differed_is_said_in_every_export(
    language: Language,
) -> None:
    silent = rebuilt(sample_summary(6, language), divergence=Divergence(stated=False, text=""))
    with translation.override(language.lower()):
        said = gettext(
            "Nobody recorded whether views differed. This does not mean that all agreed."
        )
        poster = render_to_string("summary/document_poster.html", document_context(silent))
    assert said in export("txt", silent).decode()
    assert said in export("html", silent).decode()
    assert said in poster
    assert _rows(silent, "statements")[-1] == {
        "part": "divergence",
        "stage_id": "",
        "text": said,
        "rests_on": "",
        "stated": "false",
    }


def _rows(summary: SummaryV1, table: str) -> list[dict[str, str]]:
    with zipfile.ZipFile(BytesIO(export("csv", summary))) as archive:
        text = archive.read(f"{table}.csv").decode("utf-8-sig")
    return list(csv.DictReader(StringIO(text, newline="")))


def test_the_poster_and_the_message_say_where_views_differed(hostile: SummaryV1) -> None:
    split = Divergence(stated=True, text="Some wanted wells,\nothers a dam.")
    summary = rebuilt(hostile, divergence=split)
    said = "Where views differed: Some wanted wells, others a dam."
    assert said in export("txt", summary).decode()
    assert said in render_to_string("summary/document_poster.html", document_context(summary))


@needs_fonts
@pytest.mark.parametrize("language", ["en", "ar", "zh-Hans"])
def test_the_poster_stays_one_page_however_far_views_differed(language: Language) -> None:
    summary = sample_summary(60, language)
    words = " ".join(note.text for note in summary.notes())[:2000]
    summary = rebuilt(summary, title=words[:200], divergence=Divergence(stated=True, text=words))
    with pikepdf.open(BytesIO(export("poster", summary, link=LINK))) as poster:
        assert len(poster.pages) == 1


def test_no_page_of_an_english_dialogue_writes_a_blank_before_percent(hostile: SummaryV1) -> None:
    page = export("html", hostile).decode()
    assert re.findall(r"[0-9]+\s+%", page) == []
    assert "90%" in page


def test_the_data_is_the_canonical_bytes(hostile: SummaryV1) -> None:
    assert export("json", hostile) == to_bytes(hostile)


@needs_fonts
def test_the_document_carries_data_notes_and_schema(hostile: SummaryV1) -> None:
    pdf = export("pdf", hostile)
    assert package.extract(pdf) == to_bytes(hostile)
    with pikepdf.open(BytesIO(pdf)) as document:
        found = {
            item.filename: str(item.obj.AFRelationship) for item in document.attachments.values()
        }
    assert found == {name: f"/{kind}" for name, kind in package.KNOWN_ATTACHMENTS.items()}


@needs_fonts
@pytest.mark.parametrize("language", ["en", "ar", "zh-Hans"])
def test_the_poster_is_one_page_with_a_code(language: str) -> None:
    summary = sample_summary(60, language)  # type: ignore[arg-type]
    with pikepdf.open(BytesIO(export("poster", summary, link=LINK))) as poster:
        assert len(poster.pages) == 1
        alternatives = [str(item.Alt) for item in poster.objects if _has_alt(item)]
    assert len(alternatives) == 1
    assert LINK in alternatives[0]


@needs_fonts
@pytest.mark.parametrize("share", [0.2, 0.45, 0.7, 1.0])
@pytest.mark.parametrize("language", ["en", "ru", "ar", "zh-Hans"])
def test_the_poster_is_one_page_whatever_it_says(language: Language, share: float) -> None:
    summary = fullest_summary(language, share=share)
    with pikepdf.open(BytesIO(export("poster", summary, link=f"{LINK}{'0' * 100}"))) as poster:
        assert len(poster.pages) == 1


def _has_alt(item: pikepdf.Object) -> bool:
    return isinstance(item, pikepdf.Dictionary) and "/Alt" in item


@needs_fonts
@pytest.mark.parametrize("kind", list(EXPORTS))
def test_the_same_summary_gives_the_same_bytes(kind: str, hostile: SummaryV1) -> None:
    assert export(kind, hostile, link=LINK) == export(kind, hostile, link=LINK)


@pytest.mark.parametrize("start", ["=1", "+1", "-1", "@A1", "\t=1", "＝1"])
def test_no_start_of_a_text_makes_a_formula_of_a_cell(start: str) -> None:
    summary = sample_summary(1)
    stage = summary.stages[0]
    group = stage.groups[0].model_copy(update={"title": start})
    changed = stage.model_copy(update={"groups": (group,)})
    hostile = rebuilt(summary, stages=(changed, *summary.stages[1:]))
    book = openpyxl.load_workbook(BytesIO(export("xlsx", hostile)))
    cells = [cell for sheet in book for row in sheet for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} <= {"s", "n", "b"}
    assert start.strip() in [str(cell.value).strip() for cell in cells]


@pytest.mark.parametrize("language", get_args(Language))
def test_every_export_speaks_the_language_of_its_dialogue(language: Language) -> None:
    summary = sample_summary(60, language)
    with translation.override(language.lower()):
        mark = gettext("UN75-style — independent of the United Nations")
        notes, heading = gettext("Notes"), gettext("What weighed most")
    page = export("html", summary).decode()
    message = export("txt", summary).decode()
    book = openpyxl.load_workbook(BytesIO(export("xlsx", summary)))
    assert f'<html lang="{language}" dir="{"rtl" if language == "ar" else "ltr"}">' in page
    assert mark in message
    assert heading in message
    assert book.sheetnames[0] == notes
    with zipfile.ZipFile(BytesIO(export("csv", summary))) as archive:
        described = json.loads(archive.read("datapackage.json"))
    assert (described["title"], described["resources"][0]["title"]) == (summary.title, notes)


@pytest.mark.parametrize("kind", ["html", "xlsx", "csv", "txt", "json"])
def test_an_export_leaves_the_active_language_alone(kind: str) -> None:
    with translation.override("fr"):
        export(kind, sample_summary(3, "ar"))
        assert translation.get_language() == "fr"


@pytest.fixture
def sealed(played: Played) -> Played:
    played.open("now")
    played.say(played.join(), "The well is dry.")
    played.close()
    played.seal()
    return played


@pytest.mark.parametrize("kind", ["xlsx", "csv", "json"])
def test_a_facilitator_takes_what_is_for_reviewing(
    kind: str, sealed: Played, client: Client
) -> None:
    client.force_login(sealed.facilitator)
    answer = client.get(f"/dialogues/{sealed.dialogue_id}/summary/as/{kind}")
    assert answer.status_code == 200
    assert answer["Content-Disposition"].startswith("attachment; ")
    assert answer["Content-Type"] == EXPORTS[kind].media_type


def test_nobody_else_takes_any(sealed: Played, client: Client) -> None:
    answer = client.get(f"/dialogues/{sealed.dialogue_id}/summary/as/json")
    assert (answer.status_code, answer["Location"].startswith("/sign-in/")) == (302, True)


def test_an_unknown_format_is_refused(sealed: Played, client: Client) -> None:
    client.force_login(sealed.facilitator)
    answer = client.get(f"/dialogues/{sealed.dialogue_id}/summary/as/docx")
    assert answer.status_code == 404


def test_the_public_page_shows_nothing_that_nobody_signed(sealed: Played, client: Client) -> None:
    assert client.get(f"/summaries/{sealed.dialogue_id}").status_code == 404


def test_the_public_page_shows_the_signed_summary(sealed: Played, client: Client) -> None:
    SignOff.objects.create(summary=Summary.objects.get(), name="Ada", at=MOMENT)
    answer = client.get(f"/summaries/{sealed.dialogue_id}")
    assert answer.status_code == 200
    assert "The well is dry." in answer.content.decode()
