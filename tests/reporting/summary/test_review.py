"""Organizers edit words and never counts, never over each other, and sign what they have seen."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from html import unescape

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from facilitation.models import Facilitator
from reporting.refusals import Refusal
from reporting.summary.compile import compile_summary
from reporting.summary.digest import draft_digest
from reporting.summary.edits import Overtaken, save_edit, words_of
from reporting.summary.models import Edit, Summary
from reporting.summary.passages import Masks, Piece, QuoteWords, Sentence, Sentences, Tags
from reporting.summary.review import sign
from reporting.summary.review_form import SEPARATOR
from tests.reporting.summary.playing import Begin, Played


@pytest.fixture
def talked(played: Played) -> Played:
    """A dialogue with one group of two notes, one of them quotable, and one note alone."""
    played.open("now")
    ada, ben = played.join(), played.join()
    played.group("Water", played.say(ada, "The well is dry.", quote=True), played.say(ben, "الماء"))
    played.say(ben, "A bus for us")
    return played


@pytest.fixture
def sealed(talked: Played) -> Played:
    talked.close()
    talked.seal()
    return talked


@pytest.fixture
def reviewer(client: Client, facilitator: User) -> Client:
    client.force_login(facilitator)
    return client


def _group(played: Played) -> str:
    return str(played.dialogue.groups.get().pk)


def _save(played: Played, passage: str, value: object, number: int = 0) -> int:
    return save_edit(
        dialogue=played.dialogue,
        passage=passage,
        number=number,
        value=value,  # type: ignore[arg-type]
        user_id=played.facilitator.pk,
    )


def _sign(played: Played, reason: str = "") -> Summary:
    return sign(
        dialogue=played.dialogue,
        name="Ada Lovelace",
        reason=reason,
        seen=draft_digest(compile_summary(played.dialogue)),
        user_id=played.facilitator.pk,
    )


def _sentences(text: str, *on: str) -> Sentences:
    return Sentences(sentences=(Sentence(text=text, rests_on=on),))


# Words


def test_the_whole_and_the_ideas_are_the_organizers_words(talked: Played) -> None:
    group = _group(talked)
    _save(talked, "overall", _sentences("Water comes first.", group))
    _save(talked, f"ideas:{talked.stage('now')}", _sentences("Dig wells.", group))
    summary = compile_summary(talked.dialogue)
    assert [(said.text, said.rests_on) for said in summary.overall] == [
        ("Water comes first.", (group,))
    ]
    assert [(idea.text, idea.drafted) for idea in summary.stages[0].ideas] == [
        ("Dig wells.", False)
    ]


def test_what_does_not_fit_yet_is_kept_and_not_printed(talked: Played) -> None:
    _save(talked, "overall", _sentences("It rests on nothing."))
    assert compile_summary(talked.dialogue).overall == ()
    kept = words_of(talked.dialogue).get("overall", Sentences)
    assert kept is not None
    assert kept.sentences[0].text == "It rests on nothing."


def test_what_no_longer_exists_is_left_out_and_compiling_goes_on(talked: Played) -> None:
    _save(talked, "overall", _sentences("On a group that is gone.", str(uuid.uuid4())))
    Edit.objects.create(dialogue=talked.dialogue, passage="tags:x", number=1, value={"sdgs": "?"})
    Edit.objects.create(dialogue=talked.dialogue, passage="nonsense", number=1, value=7)
    assert compile_summary(talked.dialogue).overall == ()


def test_tags_of_a_facilitator_are_no_suggestions(talked: Played) -> None:
    _save(talked, f"tags:{_group(talked)}", Tags(commitments=(3,), sdgs=()))
    group = compile_summary(talked.dialogue).stages[0].groups[0]
    assert [(tag.number, tag.suggested) for tag in group.commitments] == [(3, False)]
    assert group.sdgs == ()


def test_a_quote_can_be_chosen_and_translated(talked: Played) -> None:
    quote = compile_summary(talked.dialogue).quotes[0]
    _save(talked, f"quote:{quote.note}", QuoteWords(chosen=True, translation="Le puits est sec."))
    chosen = compile_summary(talked.dialogue).quotes[0]
    assert (chosen.text, chosen.chosen, chosen.translation) == (
        "The well is dry.",
        True,
        "Le puits est sec.",
    )


def test_masked_words_stand_nowhere_and_the_note_says_so(talked: Played) -> None:
    note = compile_summary(talked.dialogue).quotes[0].note
    _save(talked, f"mask:{note}", Masks(masked=(Piece(kind="name", text="well"),)))
    summary = compile_summary(talked.dialogue)
    assert "well" not in summary.model_dump_json()
    assert summary.quotes[0].text == "The [name] is dry."
    assert summary.account.masked == 1
    assert talked.dialogue.notes.get(pk=note).text == "The well is dry."


# Two reviewers


def test_nobody_saves_over_what_somebody_else_saved_meanwhile(talked: Played) -> None:
    first = _save(talked, "divergence", Sentence(text="Some wanted wells."))
    with pytest.raises(Overtaken) as caught:
        _save(talked, "divergence", Sentence(text="Some wanted pumps."), number=0)
    assert (caught.value.code, caught.value.edit.value["text"]) == (
        "review_overtaken",
        "Some wanted wells.",
    )
    _save(talked, "divergence", Sentence(text="Wells or pumps."), number=first)
    assert [edit.value["text"] for edit in Edit.objects.filter(passage="divergence")] == [
        "Some wanted wells.",
        "Wells or pumps.",
    ]


def test_the_same_words_again_are_no_new_edit(talked: Played) -> None:
    assert _save(talked, "divergence", Sentence(text="Wells.")) == 1
    assert _save(talked, "divergence", Sentence(text="Wells.")) == 1


# Signing


def test_signing_makes_the_next_version_with_its_history(sealed: Played) -> None:
    _save(sealed, "overall", _sentences("Water comes first.", _group(sealed)))
    content = _sign(sealed).content()
    assert (content.version, content.overall[0].text) == (2, "Water comes first.")
    assert [(entry.version, entry.signed, entry.signed_by) for entry in content.versions] == [
        (1, False, None),
        (2, True, "Ada Lovelace"),
    ]
    assert Summary.objects.get(version=1).content().overall == ()


def test_a_correction_of_a_signed_version_needs_a_reason(sealed: Played) -> None:
    _sign(sealed)
    with pytest.raises(Refusal) as caught:
        _sign(sealed)
    assert caught.value.code == "correction_reason_missing"
    assert _sign(sealed, "A name was spelt wrongly.").content().versions[-1].reason == (
        "A name was spelt wrongly."
    )


def test_counts_are_the_same_in_every_version(sealed: Played) -> None:
    before = Summary.objects.get(version=1).content()
    _save(sealed, "divergence", Sentence(text="Wells or pumps."))
    after = _sign(sealed).content()
    assert (after.account, after.participation) == (before.account, before.participation)
    assert [group.model_dump() for group in after.groups()] == [
        group.model_dump() for group in before.groups()
    ]


def test_nobody_signs_what_they_have_not_seen(sealed: Played) -> None:
    seen = draft_digest(compile_summary(sealed.dialogue))
    _save(sealed, "divergence", Sentence(text="Written meanwhile."))
    with pytest.raises(Refusal) as caught:
        sign(dialogue=sealed.dialogue, name="Ada", reason="", seen=seen, user_id=None)
    assert caught.value.code == "review_overtaken"


@pytest.mark.parametrize(
    ("name", "text", "code"),
    [
        (" ", "", "sign_name_missing"),
        ("Ada", "It rests on nothing.", "review_unfinished"),
    ],
)
def test_an_unfinished_summary_is_not_signed(
    sealed: Played, name: str, text: str, code: str
) -> None:
    if text:
        _save(sealed, "overall", _sentences(text))
    seen = draft_digest(compile_summary(sealed.dialogue))
    with pytest.raises(Refusal) as caught:
        sign(dialogue=sealed.dialogue, name=name, reason="", seen=seen, user_id=None)
    assert (caught.value.code, Summary.objects.count()) == (code, 1)


def test_a_number_in_a_note_waits_for_a_decision_before_signing(played: Played) -> None:
    played.open("now")
    note = played.say(played.join(), "Ring +254 712 345678")
    played.close()
    played.seal()
    with pytest.raises(Refusal) as caught:
        _sign(played)
    assert (caught.value.code, caught.value.params) == ("personal_data_undecided", {"count": 1})
    _save(played, f"mask:{note}", Masks(kept=(Piece(kind="phone", text="+254 712 345678"),)))
    assert _sign(played).version == 2


@pytest.mark.parametrize(
    "found",
    ["+254 712\n345 678", f"https://example.org/{'a' * 450}?b={'c' * 100}"],
    ids=["a line break", "a long link"],
)
def test_what_is_found_can_be_decided_by_the_page(
    reviewer: Client, begin: Begin, found: str
) -> None:
    played = begin(note_limit=1000)
    played.open("now")
    note = played.say(played.join(), f"Look: {found}")
    played.close()
    played.seal()
    name, sent = f"mask:{note}", found.replace("\n", "\r\n")
    fields = {"passage": name, f"{name}|piece": sent, f"{name}|kind": "link"}
    address = reverse("summary:review", args=[played.dialogue_id, "personal"])
    assert reviewer.post(address, {**fields, f"{name}|decision|0": "masked"}).status_code == 302
    assert _sign(played).content().stages[0].ungrouped[0].masked


def test_no_signer_is_named_beside_people_under_18(begin: Begin) -> None:
    played = begin(under_18=True)
    played.close()
    played.seal()
    summary = _sign(played)
    assert [entry.signed_by for entry in summary.content().versions] == [None, None]
    assert summary.sign_off.name == "Ada Lovelace"


# Pages


@pytest.fixture
def form(reviewer: Client, talked: Played) -> Callable[[str], dict[str, list[str]]]:
    """The fields of a section's form as a browser without JavaScript would send them."""

    def fields(section: str) -> dict[str, list[str]]:
        address = reverse("summary:review", args=[talked.dialogue_id, section])
        html = reviewer.get(address).content.decode()
        found: dict[str, list[str]] = {}
        for tag in re.findall(r"<input[^>]*>", html):
            named = dict(re.findall(r'(\w+)="([^"]*)"', tag))
            if "name" not in named or (
                named.get("type") in ("checkbox", "radio") and " checked" not in tag
            ):
                continue
            found.setdefault(unescape(named["name"]), []).append(unescape(named.get("value", "")))
        for name, text in re.findall(r'<textarea[^>]* name="([^"]*)"[^>]*>([^<]*)<', html):
            found.setdefault(unescape(name), []).append(unescape(text))
        return found

    return fields


def test_a_form_sent_back_unchanged_changes_nothing(
    reviewer: Client, talked: Played, form: Callable[[str], dict[str, list[str]]]
) -> None:
    for section in ("words", "quotes", "topics", "personal"):
        address = reverse("summary:review", args=[talked.dialogue_id, section])
        assert reviewer.post(address, form(section)).status_code == 302
    assert not Edit.objects.exists()


def test_a_form_saves_what_was_changed_and_only_that(
    reviewer: Client, talked: Played, form: Callable[[str], dict[str, list[str]]]
) -> None:
    address = reverse("summary:review", args=[talked.dialogue_id, "words"])
    fields = form("words")
    fields[f"overall{SEPARATOR}text{SEPARATOR}0"] = ["Water comes first."]
    fields[f"overall{SEPARATOR}on{SEPARATOR}0"] = [_group(talked)]
    assert reviewer.post(address, fields).status_code == 302
    assert [edit.passage for edit in Edit.objects.all()] == ["overall"]
    assert compile_summary(talked.dialogue).overall[0].text == "Water comes first."


def test_an_overtaken_form_shows_both_and_then_saves(
    reviewer: Client, talked: Played, form: Callable[[str], dict[str, list[str]]]
) -> None:
    address = reverse("summary:review", args=[talked.dialogue_id, "words"])
    mine = form("words")
    mine[f"divergence{SEPARATOR}text"] = ["Mine."]
    _save(talked, "divergence", Sentence(text="Theirs."))
    answer = reviewer.post(address, mine)
    html = answer.content.decode()
    assert answer.status_code == 409
    assert ">Mine.</textarea>" in html
    assert "Theirs." in html
    again = {**mine, "number:divergence": ["1"]}
    assert reviewer.post(address, again).status_code == 302
    assert compile_summary(talked.dialogue).divergence.text == "Mine."


def test_typing_is_saved_by_itself_and_told_when_overtaken(
    reviewer: Client, talked: Played
) -> None:
    address = reverse("summary:autosave", args=[talked.dialogue_id])
    fields = {"passage": "divergence", "number:divergence": "0", "divergence|text": "Mine."}
    assert reviewer.post(address, fields).json()["saved"] == {"divergence": 1}
    late = reviewer.post(address, {**fields, "divergence|text": "Late."})
    assert late.status_code == 409
    assert late.json()["error"]["code"] == "review_overtaken"
    assert late.json()["overtaken"] == {"divergence": {"number": 1, "theirs": "Mine."}}


@pytest.mark.parametrize(
    "fields",
    [
        {"passage": "counts"},
        {"passage": "divergence", "number:divergence": "x"},
        {"passage": "tags:g", "tags:g|sdgs": "18"},
        {"passage": "divergence", "divergence|text": "a" * 10_001},
    ],
    ids=["unknown", "number", "goal", "long"],
)
def test_a_field_that_cannot_be_is_refused_by_name(
    reviewer: Client, talked: Played, fields: dict[str, str]
) -> None:
    answer = reviewer.post(reverse("summary:autosave", args=[talked.dialogue_id]), fields)
    assert (answer.status_code, answer.json()["error"]["code"]) == (422, "review_invalid")


def test_a_draft_is_handed_out_while_the_dialogue_runs_and_says_so(
    reviewer: Client, talked: Played
) -> None:
    address = reverse("summary:draft", args=[talked.dialogue_id])
    answer = reviewer.get(address)
    assert answer.json()["status"] == "draft"
    assert answer["Content-Disposition"].endswith('-draft.json"')
    talked.close()
    talked.seal()
    assert reviewer.get(reverse("summary:draft", args=[talked.dialogue_id])).status_code == 404


def test_signing_by_the_page_shows_the_changes_first(reviewer: Client, sealed: Played) -> None:
    _save(sealed, "divergence", Sentence(text="Wells or pumps."))
    address = reverse("summary:sign", args=[sealed.dialogue_id])
    html = reviewer.get(address).content.decode()
    assert "added:" in html
    assert "Wells or pumps." in html
    seen = re.findall(r'name="seen" value="(\w+)"', html)[0]
    assert reviewer.post(address, {"name": "", "seen": seen}).status_code == 422
    assert reviewer.post(address, {"name": "Ada", "seen": seen}).status_code == 302
    assert Summary.objects.filter(version=2).exists()


def test_two_versions_can_be_compared(reviewer: Client, sealed: Played) -> None:
    _save(sealed, "divergence", Sentence(text="Wells or pumps."))
    _sign(sealed)
    address = reverse("summary:compare", args=[sealed.dialogue_id])
    html = reviewer.get(address, {"from": "1", "to": "2"}).content.decode()
    assert "<ins>" in html
    assert "No word differs." in reviewer.get(address, {"from": "2", "to": "2"}).content.decode()
    assert reviewer.get(address, {"from": "9"}).status_code == 404


@pytest.mark.parametrize("name", ["sign", "ask", "submit", "compare"])
def test_only_facilitators_review(client: Client, sealed: Played, name: str) -> None:
    client.force_login(User.objects.create_user("eve"))
    assert client.get(reverse(f"summary:{name}", args=[sealed.dialogue_id])).status_code == 403


def test_pages_obey_the_content_security_policy(reviewer: Client, sealed: Played) -> None:
    names = [("review", section) for section in ("words", "quotes", "topics", "personal", "method")]
    for name, *more in [*names, ("sign",), ("ask",), ("submit",), ("compare",)]:
        html = reviewer.get(reverse(f"summary:{name}", args=[sealed.dialogue_id, *more])).content
        assert not re.search(rb"\sstyle=|\son\w+=|<style", html), name


def test_a_second_facilitator_reviews_too(client: Client, talked: Played) -> None:
    ben = User.objects.create_user("ben")
    Facilitator.objects.create(dialogue=talked.dialogue, user=ben)
    client.force_login(ben)
    address = reverse("summary:review", args=[talked.dialogue_id, "words"])
    assert client.get(address).status_code == 200
