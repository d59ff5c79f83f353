"""The printed summary holds every note, says how it may be read, and is a document for all."""

from __future__ import annotations

import re
import uuid
from html import escape, unescape
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path
from typing import get_args
from unicodedata import east_asian_width

import pikepdf
import pypdf
import pytest
from django.utils import translation

from facilitation.actions.dialogues import RecordDivergence
from reporting.documents import fonts, package
from reporting.format import SummaryV1, from_bytes, to_bytes
from reporting.summary.compile import compile_summary
from reporting.summary.document import document_html, print_summary, stylesheet
from reporting.summary.figures import bar_class
from reporting.summary.fitting import FIRST_PAGE
from reporting.summary.presentation import MOST_QUOTES, shown
from reporting.summary.record import of_these
from tests.reporting.summary.playing import Begin, Played
from tests.reporting.summary.remade import fullest_summary, rebuilt
from toolkit.bench.samples import Language, sample_summary

needs_fonts = pytest.mark.skipif(
    bool(fonts.missing_families()), reason=f"fonts missing: {fonts.missing_families()}"
)
TEMPLATES = Path(__file__).parents[3] / "templates" / "summary"
AWKWARD = [
    "<script>alert(1)</script> & “quotes”",
    "نريد ماءً نظيفاً (2027)",
    "写给孩子们 👩‍👩‍👧",
    "x" * 500,
    "one\ntwo\n\nthree",
]


@pytest.fixture
def summary(played: Played) -> SummaryV1:
    played.open("now")
    ada = played.join()
    ids = [
        played.say(ada, text, language="ar" if "ماء" in text else "en", quote="ماء" in text)
        for text in AWKWARD
    ]
    played.group("Water & <b>", ids[0], ids[1])
    played.group("Empty")
    played.lead(RecordDivergence(text="Some wanted wells."))
    played.close()
    played.seal()
    return compile_summary(played.dialogue)


class _Notes(HTMLParser):
    """Collects lang, dir and text of the notes in a document."""

    def __init__(self) -> None:
        super().__init__()
        self.notes: list[tuple[str, str, str]] = []
        self._in_list = False
        self._open = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self._in_list = self._in_list or (tag == "ol" and given.get("class") == "notes")
        if self._in_list and tag == "p" and given.get("class") == "words":
            self.notes.append((given["lang"] or "", given["dir"] or "", ""))
            self._open = True

    def handle_data(self, data: str) -> None:
        if self._open:
            language, direction, text = self.notes[-1]
            self.notes[-1] = (language, direction, text + data)

    def handle_endtag(self, tag: str) -> None:
        self._open = self._open and tag != "p"
        self._in_list = self._in_list and tag != "ol"


def test_every_note_is_printed_once_with_its_language_and_direction(summary: SummaryV1) -> None:
    parser = _Notes()
    parser.feed(document_html(summary))
    printed = {text: (language, direction) for language, direction, text in parser.notes}
    assert len(parser.notes) == len(AWKWARD)
    assert printed == {text: ("ar", "rtl") if "ماء" in text else ("en", "ltr") for text in AWKWARD}


def test_what_people_wrote_is_never_markup(summary: SummaryV1) -> None:
    html = document_html(summary)
    assert "<script" not in html
    assert escape(AWKWARD[0]) in html
    assert "Water &amp; &lt;b&gt;" in html


def test_the_document_needs_no_style_attribute(summary: SummaryV1) -> None:
    assert not re.search(r"\sstyle=|\son\w+=", document_html(summary))


def test_every_class_in_the_document_is_styled_or_known_to_need_none(summary: SummaryV1) -> None:
    used = {
        name
        for names in re.findall(r'class="([^"]*)"', document_html(summary))
        for name in names.split()
    }
    styled = set(re.findall(r"\.([a-z][a-z0-9-]*)", stylesheet()))
    unstyled = {"overview", "summary-head"}
    assert used - styled <= unstyled


@pytest.mark.parametrize("file", sorted(TEMPLATES.glob("document*")), ids=lambda file: file.name)
def test_a_sign_between_words_is_the_translators(file: Path) -> None:
    """French sets a space before a colon; Arabic and Chinese have signs of their own."""
    fixed = r'(?:translate "[^"]*"|endblocktranslate) %}(?: ?<code>[^<]*</code>)?[;:,.]'
    assert re.findall(fixed, file.read_text()) == []


def test_characters_that_no_font_has_are_printed_as_replaced_and_kept_in_the_data(
    played: Played,
) -> None:
    played.open("now")
    played.say(played.join(), "a\ue000b\U0003fffdc")
    summary = compile_summary(played.dialogue)
    assert "a\ufffdb\ufffdc" in document_html(summary)
    assert "a\ue000b\U0003fffdc".encode() in to_bytes(summary)


def test_an_arabic_document_reads_from_right_to_left(summary: SummaryV1) -> None:
    with translation.override("ar"):
        assert '<html lang="ar" dir="rtl">' in document_html(summary)


def test_a_draft_says_so_and_a_final_summary_does_not(played: Played, summary: SummaryV1) -> None:
    assert "Draft" not in document_html(summary)


def test_a_draft_is_marked(begin: Begin) -> None:
    assert "Draft – the dialogue is not sealed" in document_html(compile_summary(begin().dialogue))


def test_nothing_said_is_stated_and_not_left_blank(begin: Begin) -> None:
    html = document_html(compile_summary(begin().dialogue))
    assert "No note was written in this stage." in html
    assert "This does not mean that all agreed." in html
    assert "No author allowed a note to be quoted." in html


def test_many_quotes_are_chosen_from_all_groups(played: Played) -> None:
    played.open("now")
    ada = played.join()
    for name in "ab":
        ids = [played.say(ada, f"{name}{index}", quote=True) for index in range(20)]
        played.group(name, *ids)
    summary = shown(compile_summary(played.dialogue))
    assert len(summary.quotes) == MOST_QUOTES
    assert summary.further_quotes == 40 - MOST_QUOTES
    assert {quote.quote.text[0] for quote in summary.quotes} == {"a", "b"}


@pytest.mark.parametrize(
    ("count", "largest", "expected"),
    [(0, 9, "bar-0"), (9, 9, "bar-100"), (1, 1000, "bar-2"), (1, 3, "bar-34"), (0, 0, "bar-0")],
)
def test_a_bar_is_as_long_as_its_share(count: int, largest: int, expected: str) -> None:
    assert bar_class(count, largest) == expected


@needs_fonts
def test_the_pdf_carries_the_same_data_byte_for_byte(summary: SummaryV1) -> None:
    data = to_bytes(summary)
    pdf = print_summary(summary, data)
    assert package.extract(pdf) == data
    assert from_bytes(package.extract(pdf)).summary == summary


@needs_fonts
def test_the_pdf_says_who_made_it_and_that_it_is_independent(summary: SummaryV1) -> None:
    pdf = print_summary(summary, to_bytes(summary))
    text = " ".join(page.extract_text() for page in pypdf.PdfReader(BytesIO(pdf)).pages)
    assert "UN75-style — independent of the United Nations" in text
    assert "5 notes · 2 groups · 3 ungrouped · 0 lost" in text
    with pikepdf.open(BytesIO(pdf)) as document:
        assert str(document.docinfo["/Title"]) == summary.title
        assert str(document.docinfo["/CreationDate"]).startswith(
            f"D:{summary.generated_at:%Y%m%d%H%M%S}"
        )


@needs_fonts
def test_printing_again_gives_the_same_bytes(summary: SummaryV1) -> None:
    data = to_bytes(summary)
    assert print_summary(summary, data) == print_summary(summary, data)


def test_the_document_names_nobody_it_should_not(begin: Begin) -> None:
    played = begin(organizer_publish="anonymous", organizer_name="Ada Lovelace")
    played.open("now")
    ada = played.join(nationality="BTN")
    played.say(ada, "The well is dry.")
    html = document_html(compile_summary(played.dialogue))
    assert "Lovelace" not in html
    assert "Bhutan" not in html
    assert uuid.UUID(str(ada)).hex not in html.replace("-", "")


def test_what_a_group_calls_on_and_is_about_stands_with_its_notes() -> None:
    html = document_html(sample_summary(60))
    annex = html.partition('id="annex"')[2]
    groups = [g for stage in sample_summary(60).stages for g in stage.groups]
    assert annex.count("Support: ") == len(groups)
    assert annex.count("About: Commitment") == len(groups)
    assert annex.count("Calls on: ") == sum(bool(group.actors) for group in groups)


def test_the_account_says_what_was_entered_for_others_and_what_was_masked(played: Played) -> None:
    account = sample_summary(60).account
    shown_kinds = dict(of_these(account.model_copy(update={"masked": 2})))
    assert list(shown_kinds.values()) == [account.on_behalf, 2]
    assert "Of these, entered for people without a device" in document_html(sample_summary(60))


def test_every_quote_with_a_translation_stands_by_itself_too() -> None:
    summary = sample_summary(60)
    quotes = tuple(
        quote.model_copy(update={"translation": "Nobody comes to look at it."})
        for quote in summary.quotes
    )
    html = document_html(rebuilt(summary, quotes=quotes))
    assert html.count("Nobody comes to look at it.") == len(quotes)


def test_a_quote_in_another_language_names_it(summary: SummaryV1) -> None:
    quote = summary.quotes[0].model_copy(update={"translation": "We want clean water."})
    html = document_html(rebuilt(summary, quotes=(quote,)))
    assert "</a> · Arabic</p>" in html
    assert "We want clean water." in html


def test_the_words_of_the_first_page_lead_to_what_they_rest_on() -> None:
    summary = sample_summary(60)
    html = document_html(summary)
    about = html.partition('id="about"')[2].partition("</section>")[0]
    assert len(re.findall(r'href="#group-\d+"', about)) == len(summary.overall[0].rests_on)
    assert str(summary.dialogue_id) in about
    assert summary.content_sha256 in about


@needs_fonts
@pytest.mark.parametrize("share", [0.3, 0.6, 1.0])
@pytest.mark.parametrize("language", ["en", "ru", "ar", "zh-Hans"])
def test_the_first_page_holds_the_longest_words(language: Language, share: float) -> None:
    summary = fullest_summary(language, share=share)
    pages = pypdf.PdfReader(BytesIO(print_summary(summary, to_bytes(summary)))).pages
    contents = {"en": "Contents", "ru": "Содержание", "ar": "المحتويات", "zh-Hans": "目录"}
    assert contents[language] in pages[1].extract_text()
    assert contents[language] not in pages[0].extract_text()


@needs_fonts
@pytest.mark.parametrize("language", get_args(Language))
def test_the_longest_titles_stand_beside_each_other_at_the_head_of_a_page(
    language: Language,
) -> None:
    heads = re.findall(r'data-(title|part)="([^"]+)"', document_html(fullest_summary(language)))
    room, em = {"title": 90, "part": 76}, 7.5 * 25.4 / 72
    assert {name for name, _text in heads} == set(room)
    for name, text in heads:
        ems = sum(1 if east_asian_width(c) in "WF" else 0.62 for c in unescape(text))
        assert ems * em < room[name], text


def test_a_first_page_with_few_words_has_large_ones() -> None:
    few, many = fullest_summary("en", share=0.1), fullest_summary("en")
    assert 'class="front fit-0"' in document_html(few)
    assert f'class="front fit-{FIRST_PAGE.smallest}"' in document_html(many)


def test_a_list_has_the_commas_of_its_language() -> None:
    with translation.override("zh-hans"):
        html = document_html(sample_summary(60, "zh-Hans"))
    assert "(1)、" in html
    assert "(1), " not in html
