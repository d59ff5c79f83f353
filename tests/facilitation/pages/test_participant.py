"""The participant's page as a phone without JavaScript uses it: links, forms, and nothing else."""

import datetime
from html.parser import HTMLParser
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.contrib.auth.models import User
from django.test import Client

from facilitation.actions.dialogues import NewDialogue, PlannedStage, create_dialogue
from facilitation.actions.writing import By, parse, perform
from facilitation.models import Dialogue, Note, Participant, Profile, Vote
from facilitation.pages.api import about

pytestmark = pytest.mark.django_db


class Forms(HTMLParser):
    """The forms of a page, by the end of their action's address, as a browser would send them."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.forms: list[tuple[str, dict[str, str]]] = []
        self._textarea = self._template = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self._template = self._template or tag == "template"
        if self._template:
            return
        if tag == "form":
            self.forms.append(((given["action"] or "").rpartition("/")[2], {}))
        elif tag == "textarea":
            self.forms[-1][1][given["name"] or ""] = ""
            self._textarea = True
            self._name = given["name"] or ""
        elif tag == "input" and given.get("type") in {"hidden", "text"}:
            self.forms[-1][1][given["name"] or ""] = given.get("value") or ""
        elif tag == "input" and "checked" in given:
            self.forms[-1][1][given["name"] or ""] = "on"

    def handle_endtag(self, tag: str) -> None:
        self._textarea = self._textarea and tag != "textarea"
        self._template = self._template and tag != "template"

    def handle_data(self, data: str) -> None:
        if self._textarea:
            self.forms[-1][1][self._name] += data

    def named(self, action: str) -> list[dict[str, str]]:
        return [fields for name, fields in self.forms if name == action]


class Room:
    """A dialogue and its facilitator."""

    def __init__(self, **given: Any) -> None:
        self.user = User.objects.create(username="facilitator")
        stages = [
            PlannedStage(kind=kind, minutes=5)
            for kind in ("welcome", "now", "want", "how", "prioritise", "close")
        ]
        new = NewDialogue(
            title="What we want in Kisumu", date=datetime.date(2026, 5, 4), stages=stages, **given
        )
        self.dialogue = create_dialogue(new, dialogue_id=uuid4(), user_id=self.user.pk)
        self.path = f"/d/{self.dialogue.code}/"

    def do(self, action: str, **fields: Any) -> dict[str, Any]:
        return perform(
            parse(action, fields),
            dialogue_id=self.dialogue.id,
            op_id=uuid4(),
            by=By(user_id=self.user.pk),
        )

    def stage(self, kind: str) -> str:
        return str(self.dialogue.stages.get(kind=kind).id)

    def open(self, kind: str) -> None:
        self.do("open_stage", stage=self.stage(kind))


class Phone:
    """A browser that runs no script: it looks at the page, fills in a form, and sends it."""

    def __init__(self, room: Room, language: str = "en") -> None:
        self.room = room
        self.client = Client(headers={"accept-language": language})
        self.look()

    def look(self, path: str | None = None) -> str:
        return self._see(self.client.get(path or self.room.path))

    def _see(self, response: Any) -> str:
        self.status = response.status_code
        html: str = response.content.decode()
        self.html, self.forms = html, Forms(html)
        return html

    def send(self, action: str, which: int = 0, **filled: Any) -> None:
        fields: dict[str, Any] = {**self.forms.named(action)[which], **filled}
        response = self.client.post(self.room.path + action, fields)
        self._see(response)
        if response.status_code == 303:
            self.look(response.headers["Location"])
            self.status = 303

    def join(self) -> "Phone":
        self.send("join")
        self.send("save_profile", skip="on")
        return self


@pytest.fixture
def room() -> Room:
    return Room()


@pytest.fixture
def phone(room: Room) -> Phone:
    """Has joined, and skipped the questions about its owner."""
    return Phone(room).join()


@pytest.fixture
def writer(room: Room, phone: Phone) -> Phone:
    """Has joined a dialogue in which people write."""
    room.open("now")
    phone.look()
    return phone


def test_consent_comes_before_anything_is_asked(room: Room) -> None:
    page = Phone(room).html
    assert page.index("destroyed") < page.index("I understand")
    assert "<select" not in page
    assert Participant.objects.count() == 0


def test_a_phone_joins_once_however_often_the_button_is_pressed(room: Room) -> None:
    phone = Phone(room)
    fields = phone.forms.named("join")[0]
    phone.client.post(room.path + "join", fields)
    phone.client.post(room.path + "join", fields)
    assert Participant.objects.count() == 1


def test_whoever_joins_reads_on_in_the_language_of_the_page(room: Room) -> None:
    Phone(room, "fr-CH, fr;q=0.9").send("join")
    assert Participant.objects.get().language == "fr"


def test_the_page_is_arabic_from_right_to_left_for_an_arabic_browser(room: Room) -> None:
    assert '<html lang="ar" dir="rtl">' in Phone(room, "ar").html


def test_the_language_can_be_changed_in_the_page(room: Room) -> None:
    phone = Phone(room)
    phone.client.post("/i18n/setlang/", {"language": "ru", "next": room.path})
    assert '<html lang="ru"' in phone.look()


def test_a_code_typed_in_small_letters_leads_to_the_dialogue(room: Room) -> None:
    response = Client().get(room.path.lower())
    assert response.headers["Location"] == room.path


def test_an_unknown_code_is_told_by_its_code(room: Room) -> None:
    response = Client().get("/d/QQQQQQ/")
    assert response.status_code == 404
    assert "unknown_code" in response.content.decode()


def test_an_edited_pass_is_told_and_joining_again_is_offered(room: Room, phone: Phone) -> None:
    phone.client.cookies[f"dialogue_{room.dialogue.code}"] = "forged:value:here"
    phone.look()
    assert phone.status == 401
    assert "cookie_invalid" in phone.html
    assert phone.forms.named("join")


def test_every_question_about_oneself_may_be_skipped(room: Room) -> None:
    phone = Phone(room)
    phone.send("join")
    phone.send("save_profile", age="31-45", skip="on")
    profile = Profile.objects.get()
    assert (profile.age, profile.groups) == ("", [])


def test_answers_are_saved_and_can_be_changed_later(room: Room) -> None:
    phone = Phone(room)
    phone.send("join")
    phone.send("save_profile", age="31-45", nationality="KEN", groups=["minority", "hiv"])
    assert '<option value="KEN" selected>' in phone.html
    phone.send("save_profile", age="undisclosed", groups=[])
    assert Profile.objects.get().age == "undisclosed"


def test_countries_are_named_in_the_language_of_the_reader(room: Room) -> None:
    phone = Phone(room, "ar")
    phone.send("join")
    assert "كينيا" in phone.html


def test_a_note_is_stored_with_what_its_author_allows(room: Room, phone: Phone) -> None:
    room.open("how")
    phone.look()
    phone.send(
        "add_note", text="Mend the pump.", actor="local-government", quote="on", language="en"
    )
    note = Note.objects.get()
    assert (note.text, note.actor) == ("Mend the pump.", "local-government")
    assert (note.quote_allowed, note.on_behalf) == (True, False)


def test_only_proposals_ask_who_should_act(room: Room, writer: Phone) -> None:
    assert '<label class="field" id="actor" hidden>' in writer.html
    room.open("how")
    assert '<label class="field" id="actor">' in writer.look()


def test_sending_the_same_form_again_writes_one_note(room: Room, writer: Phone) -> None:
    fields = {**writer.forms.named("add_note")[0], "text": "Once.", "language": "en"}
    writer.client.post(room.path + "add_note", fields)
    writer.client.post(room.path + "add_note", fields)
    assert Note.objects.count() == 1


def test_a_note_that_is_too_long_comes_back_whole_beside_the_reason(writer: Phone) -> None:
    words = "word " * 101
    writer.send("add_note", text=words, language="en", quote="on")
    assert writer.status == 422
    assert "note_too_long" in writer.html
    form = writer.forms.named("add_note")[0]
    assert (form["text"], form["quote"]) == (words, "on")
    assert 'aria-describedby="refusal note-problem note-count" aria-invalid="true"' in writer.html


def test_a_refused_note_can_be_shortened_and_sent(writer: Phone) -> None:
    writer.send("add_note", text="word " * 101, language="en")
    writer.send("add_note", text="word", language="en")
    assert writer.status == 303
    assert Note.objects.get().text == "word"


def test_a_note_typed_before_the_pass_was_lost_is_in_the_box_after_joining_again(
    room: Room, writer: Phone
) -> None:
    writer.client.cookies.clear()
    writer.send("add_note", text="Do not lose me.", language="en", quote="on")
    assert "join_first" in writer.html
    writer.send("join")
    form = writer.forms.named("add_note")[0]
    assert (form["text"], form["quote"]) == ("Do not lose me.", "on")
    writer.send("add_note", language="en")
    assert Note.objects.get().text == "Do not lose me."


def test_a_note_begun_in_a_circle_is_from_there_when_the_circle_has_closed(
    room: Room, writer: Phone
) -> None:
    (circle,) = room.do("open_breakouts", names=["The well"])["breakouts"]
    writer.look()
    writer.send("go_to_breakout")
    room.do("close_breakouts")
    writer.send("add_note", text="word " * 101, language="en")
    writer.send("add_note", text="A pump.", language="en")
    assert str(Note.objects.get().breakout_id) == circle["id"]


def test_a_note_typed_before_joining_a_circle_is_written_there(room: Room, writer: Phone) -> None:
    (circle,) = room.do("open_breakouts", names=["The well"])["breakouts"]
    writer.client.cookies.clear()
    writer.send("add_note", text="A pump.", language="en")
    writer.send("join", breakout=circle["code"])
    writer.send("add_note", language="en")
    assert str(Note.objects.get().breakout_id) == circle["id"]


def test_a_note_sent_after_its_stage_says_that_it_is_late(room: Room, writer: Phone) -> None:
    room.open("want")
    writer.send("add_note", text="I was in a tunnel.", language="en")
    assert Note.objects.get().state == "late"
    assert "Arrived after the stage" in writer.html


def test_a_note_that_comes_late_to_a_vote_and_is_refused_keeps_its_box(
    room: Room, writer: Phone
) -> None:
    room.open("prioritise")
    writer.send("add_note", text="x" * 501, language="en")
    form = writer.forms.named("add_note")[0]
    assert form["text"] == "x" * 501
    assert form["stage"] == room.stage("now")
    assert '<form class="write" id="write" method="post"' in writer.html
    assert 'add_note" hidden' not in writer.html


def test_own_notes_can_be_changed_and_taken_back(writer: Phone) -> None:
    writer.send("add_note", text="Frist.", language="en")
    writer.send("edit_note", text="First.")
    assert Note.objects.get().text == "First."
    writer.send("withdraw_note")
    assert Note.objects.get().state == "withdrawn"
    assert "First." not in writer.html


def test_a_refused_change_keeps_the_new_words_in_its_own_box(writer: Phone) -> None:
    writer.send("add_note", text="Short.", language="en")
    writer.send("edit_note", text="y" * 501)
    assert writer.forms.named("edit_note")[0]["text"] == "y" * 501
    assert writer.forms.named("add_note")[0]["text"] == ""


def test_notes_of_others_stand_on_the_page_only_while_the_wall_is_shown(
    room: Room, writer: Phone
) -> None:
    other = Phone(room).join()
    other.send("add_note", text="Seen by all.", language="en")
    assert "Seen by all." not in writer.look()
    room.do("show_wall", shown=True)
    assert "Seen by all." in writer.look()


def test_the_newest_note_of_others_stands_first_also_when_an_older_one_is_moved(
    room: Room, writer: Phone
) -> None:
    other = Phone(room).join()
    for text in ("Older.", "Newer."):
        other.send("add_note", text=text, language="en")
    room.do("show_wall", shown=True)
    note = str(Note.objects.get(text="Older.").id)
    room.do("add_group", stage=room.stage("now"), title="Water", notes=[note])
    page = writer.look()
    assert page.index("Newer.") < page.index("Older.")


def test_words_are_shown_escaped_in_their_own_direction(writer: Phone) -> None:
    writer.send("add_note", text="<b>سلام</b>", language="ar")
    assert 'dir="auto" lang="ar">&lt;b&gt;سلام&lt;/b&gt;</p>' in writer.html


@pytest.fixture
def ballot(room: Room, phone: Phone) -> list[str]:
    room.open("how")
    titles = ("Water", "Schools")
    groups = [
        room.do("add_group", stage=room.stage("how"), title=title)["group"] for title in titles
    ]
    room.open("prioritise")
    phone.look()
    return groups


def test_a_vote_is_given_and_taken_back_by_the_same_button(
    room: Room, phone: Phone, ballot: list[str]
) -> None:
    phone.send("give_vote")
    assert Vote.objects.get().group_id == UUID(ballot[0])
    assert phone.html.count('aria-pressed="true"') == 1
    phone.send("take_back_vote")
    assert not Vote.objects.exists()


def test_votes_left_are_counted_and_a_vote_too_many_is_told() -> None:
    room = Room(vote_budget=1)
    phone = Phone(room).join()
    room.open("how")
    for title in ("Water", "Schools"):
        room.do("add_group", stage=room.stage("how"), title=title)
    room.open("prioritise")
    assert "Votes left: 1" in phone.look()
    phone.send("give_vote")
    phone.send("give_vote")
    assert "vote_budget_spent" in phone.html


def test_results_are_shown_after_the_vote_and_not_while_it_goes_on(
    room: Room, phone: Phone, ballot: list[str]
) -> None:
    phone.send("give_vote", which=1)
    assert 'id="results" aria-labelledby="results-title" hidden' in phone.html
    room.open("close")
    page = phone.look()
    assert 'id="results" aria-labelledby="results-title">' in page
    results = page[page.index('id="results"') :]
    assert results.index("Schools") < results.index("Water")


def test_a_vote_that_nobody_took_part_in_has_no_result(
    room: Room, phone: Phone, ballot: list[str]
) -> None:
    room.open("close")
    assert 'id="results" aria-labelledby="results-title" hidden' in phone.look()


def test_a_stage_with_a_soft_end_asks_to_finish(room: Room, writer: Phone) -> None:
    assert "Time left when this page came: <bdi>04:" in writer.look()
    room.do("set_clock", change="add", seconds=-3600)
    assert "Time is up. Please finish." in writer.look()


def test_a_note_after_a_hard_end_was_announced_as_late(room: Room, writer: Phone) -> None:
    room.do("set_clock", change="hard")
    room.do("set_clock", change="add", seconds=-3600)
    assert "the facilitator decides" in writer.look()
    writer.send("add_note", text="A second too late.", language="en")
    assert Note.objects.get().state == "late"
    assert '<p class="message good" role="status">Arrived after the stage ended.' in writer.html


def test_a_clock_that_stands_still_keeps_its_time(room: Room, writer: Phone) -> None:
    room.do("set_clock", change="pause")
    assert "The clock stands still." in writer.look()
    assert "<bdi>04:" in writer.html


def test_a_story_is_told_in_its_own_language_and_closed_for_whoever_has_written(
    room: Room, writer: Phone
) -> None:
    story = {"kind": "story", "text": "<b>قصة</b>", "language": "ar", "credit": "Amina"}
    room.do("edit_stage", stage=room.stage("now"), stimulus=story)
    page = writer.look()
    assert '<details class="stimulus" id="stimulus" open>' in page
    assert '<figure lang="ar"' in page
    assert "&lt;b&gt;قصة&lt;/b&gt;" in page
    writer.send("add_note", text="I have read it.", language="en")
    assert '<details class="stimulus" id="stimulus">' in writer.html


def test_a_stimulus_of_a_stage_to_come_is_not_on_the_page(room: Room, writer: Phone) -> None:
    story = {"kind": "story", "text": "Not yet."}
    room.do("edit_stage", stage=room.stage("want"), stimulus=story)
    assert "Not yet." not in writer.look()


def test_votes_on_groups_that_were_merged_stand_on_the_one_that_is_left() -> None:
    room = Room(vote_budget=5, vote_cap=3)
    phone = Phone(room).join()
    room.open("how")
    titles = ("Water", "Wells")
    water, wells = (
        room.do("add_group", stage=room.stage("how"), title=title)["group"] for title in titles
    )
    room.open("prioritise")
    phone.look()
    phone.send("give_vote", which=0)
    phone.send("give_vote", which=1)
    room.do("merge_groups", group=wells, into=water)
    assert about(Participant.objects.get())["votes"] == {water: 2}
    assert '<span class="given" data-of="given">2</span>' in phone.look()


@pytest.fixture
def read(room: Room, writer: Phone) -> str:
    group = str(room.do("add_group", stage=room.stage("now"), title="Water")["group"])
    room.do("read_back", group=group)
    writer.look()
    return group


def test_what_was_missed_counts_for_its_group_when_the_reading_has_moved_on(
    room: Room, writer: Phone, read: str
) -> None:
    room.do("read_back", group=None)
    writer.send("correct", text="And the wells.")
    note = Note.objects.get()
    assert (str(note.corrects_id), note.state) == (read, "late")
    assert "Arrived after the stage" in writer.html


def test_what_was_missed_comes_back_as_a_note_when_its_group_is_no_more(
    room: Room, writer: Phone, read: str
) -> None:
    room.do("read_back", group=None)
    room.do("remove_group", group=read)
    room.open("close")
    writer.send("correct", text="And the wells.")
    assert "unknown_group" in writer.html
    assert writer.forms.named("add_note")[0]["text"] == "And the wells."
    writer.send("add_note", language="en")
    assert Note.objects.get().stage_id == UUID(room.stage("now"))


def test_what_was_missed_and_is_too_long_comes_back_beside_its_group(
    writer: Phone, read: str
) -> None:
    writer.send("correct", text="x" * 501)
    assert "note_too_long" in writer.html
    form = writer.forms.named("correct")[0]
    assert (form["group"], form["text"]) == (read, "x" * 501)


def test_what_was_missed_is_not_lost_with_the_pass(writer: Phone, read: str) -> None:
    writer.client.cookies.clear()
    writer.send("correct", text="Do not lose me.")
    writer.send("join")
    assert writer.forms.named("add_note")[0]["text"] == "Do not lose me."


def test_a_form_with_a_group_that_is_none_is_refused_and_keeps_its_words(
    writer: Phone, read: str
) -> None:
    writer.send("correct", group="no-group", text="Still here.")
    assert writer.status == 400
    assert writer.forms.named("add_note")[0]["text"] == "Still here."


def test_a_note_that_was_taken_off_the_board_says_so_to_its_author(
    room: Room, writer: Phone
) -> None:
    writer.send("add_note", text="Hidden.", language="en")
    room.do("hide_notes", notes=[str(Note.objects.get().id)], reason="it names a neighbour")
    assert "A facilitator has taken it off the board." in writer.look()
    assert "neighbour" not in writer.html


def test_a_closed_dialogue_thanks_and_says_what_comes_next(room: Room, phone: Phone) -> None:
    room.do("close_dialogue")
    assert "Thank you for taking part" in phone.look()
    assert "sealed" in phone.html


def test_a_closed_dialogue_can_be_joined_for_late_notes_and_says_that_it_has_closed(
    room: Room,
) -> None:
    room.do("close_dialogue")
    phone = Phone(room)
    assert phone.status == 200
    assert "dialogue_closed" in phone.html
    assert phone.forms.named("join")


def test_a_sealed_dialogue_keeps_nothing_of_the_person_on_the_phone(
    room: Room, phone: Phone
) -> None:
    room.do("close_dialogue")
    room.do("seal_dialogue")
    page = phone.look()
    assert "This dialogue is complete" in page
    assert phone.client.cookies[f"dialogue_{room.dialogue.code}"].value == ""
    assert not phone.forms.named("join")


def test_words_sent_after_the_seal_are_refused_and_still_there(room: Room, writer: Phone) -> None:
    room.do("close_dialogue")
    room.do("seal_dialogue")
    writer.send("add_note", text="Too late, and kept.", language="en")
    assert "dialogue_sealed" in writer.html
    assert writer.forms.named("add_note")[0]["text"] == "Too late, and kept."


def test_the_page_is_never_stored_by_a_cache(phone: Phone) -> None:
    assert "no-store" in phone.client.get(phone.room.path).headers["Cache-Control"]


def test_a_form_of_no_action_of_participants_is_unknown(room: Room, phone: Phone) -> None:
    response = phone.client.post(room.path + "seal_dialogue", {"op_id": str(uuid4())})
    assert response.status_code == 404
    assert Dialogue.objects.get().state == "open"
