from collections import Counter

from toolkit.demo.play import sample_script


def test_the_sample_has_a_room_of_people_who_write_in_four_languages() -> None:
    script = sample_script(None)
    assert (len(script.participants), len(script.notes)) == (24, 60)
    assert script.writing_stages() == ["now", "want", "how"]
    languages = Counter(note.language for note in script.notes)
    assert set(languages) == {"en", "fr", "ar", "zh-Hans"}
    assert min(languages.values()) >= 9


def test_most_of_the_grouping_is_left_to_the_newcomer() -> None:
    script = sample_script(None)
    grouped = sum(len(group.notes) for group in script.groups)
    assert 0 < grouped < len(script.notes) / 4


def test_fewer_phones_write_only_their_own_notes() -> None:
    script = sample_script(5)
    people = {person.id for person in script.participants}
    assert len(people) == 5
    assert {note.by for note in script.notes} == people
    notes = {note.id for note in script.notes}
    assert all(notes.issuperset(group.notes) for group in script.groups)


def test_further_phones_listen() -> None:
    script = sample_script(30)
    assert len({person.id for person in script.participants}) == 30
    assert len(script.notes) == 60
