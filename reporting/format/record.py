"""The frame of a summary: who called, where, by what method, in which versions; the account."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field, model_validator

from reporting.format import codes
from reporting.format.model import LARGEST, Count, Iso3, Model, UtcTime, require_unique
from reporting.format.text import Identifier, LanguageTag, Text, WrittenText

VersionNumber = Annotated[int, Field(ge=1, le=LARGEST)]


class Organizer(Model):
    """Who called the dialogue, as far as they allowed it to be published."""

    name: WrittenText | None
    """The name to print; null where the organizer stays anonymous, and for a person who
    organized a dialogue with people under 18."""
    type: codes.OrganizerType
    """The kind of organizer, by the IATI OrganisationType list."""
    publish: codes.Publish
    """How the organizer chose to be named."""

    @model_validator(mode="after")
    def _anonymous_has_no_name(self) -> Self:
        if self.publish == "anonymous" and self.name is not None:
            raise ValueError("an anonymous organizer must have no name")
        return self


class Place(Model):
    """Where the dialogue was held or, online, from where it was hosted."""

    country: Iso3 | None
    """ISO 3166-1 alpha-3 code of the hosting country; null where none was given."""
    region: codes.Region | None
    """One of eight world regions; null where the country is unknown or belongs to none."""
    city: Text | None
    """City or district, in the organizer's words; null where none was given."""


class Step(Model):
    """One step of the agenda, with its time."""

    kind: codes.StageKind
    """The kind of step."""
    title: Text
    """The step's title as people saw it."""
    planned_minutes: Count
    """Minutes that were planned."""
    minutes: Count | None
    """Minutes that it took, rounded; null where it was not opened or not ended."""


class Method(Model):
    """How the dialogue was held. What nobody stated says so."""

    facilitators: Count = 0
    """Number of facilitators."""
    note_takers: Count | None = None
    """Number of people who took notes for others; null where not stated."""
    breakouts: Count | None = None
    """Number of small circles; null where not stated."""
    minutes: Count | None = None
    """Minutes from the opening of the first step to the closing; null in an unopened dialogue."""
    agenda: tuple[Step, ...] = ()
    """The steps, in order."""
    recorded: codes.Stated = "not-stated"
    """Whether sound or pictures were recorded."""
    safeguarding: codes.Stated = "not-stated"
    """Whether measures to keep participants safe were in place."""
    consent: codes.Stated = "not-stated"
    """Whether participants were told the purpose and the publication, and agreed."""
    about: Text = ""
    """What else a reader should know of the method, in the organizer's words; may be empty."""


class VersionEntry(Model):
    """One version of this dialogue's summary."""

    version: VersionNumber
    """Its number."""
    at: UtcTime
    """When it was made, UTC, whole seconds."""
    signed_by: WrittenText | None
    """Who signed it off; null where nobody did yet, and where a name must not be printed."""
    signed: bool
    """Whether an organizer signed it off. The version written at the seal is not signed."""
    reason: Text
    """Why it was made, in the organizer's words; empty in a first version."""


class GroupSay(Model):
    """What people answered on one group after the dialogue."""

    group: Identifier
    """The group."""
    agree: Count
    """Answers that it is what was said."""
    not_said: Count
    """Answers that it is not what was said."""


class Objection(Model):
    """Words with which somebody said that a group is not what was said."""

    id: Identifier
    """Unique in the summary."""
    group: Identifier
    """The group."""
    text: WrittenText
    """The words."""
    language: LanguageTag
    """The language of the page on which they were written."""
    masked: bool = False
    """True where the organizer replaced personal data in the words by a mark in brackets."""


class FinalSay(Model):
    """What participants answered by the link that was open after the dialogue. Answers, not
    people: no identity is stored, so nobody can tell whether somebody answered twice."""

    opened_at: UtcTime
    """When the link opened."""
    closes_at: UtcTime
    """Until when it was to stay open."""
    groups: tuple[GroupSay, ...]
    """The answers by group; groups that nobody answered on are left out."""
    objections: tuple[Objection, ...]
    """The words of those who said that a group is not what was said."""

    @model_validator(mode="after")
    def _objections_are_counted(self) -> Self:
        require_unique((say.group for say in self.groups), "group")
        require_unique((objection.id for objection in self.objections), "objection id")
        room = {say.group: say.not_said for say in self.groups}
        for objection in self.objections:
            room[objection.group] = room.get(objection.group, 0) - 1
        if any(left < 0 for left in room.values()):
            raise ValueError("final_say: more objections than answers")
        return self


class Account(Model):
    """What became of everything that was received. It must add up.

    received = in_summary + hidden + withdrawn + not_admitted + lost, and
    in_summary = grouped + ungrouped = the notes that stand in this document.
    """

    received: Count
    """Notes that the dialogue accepted and confirmed to their authors."""
    in_summary: Count
    """Notes printed in this document."""
    grouped: Count
    """Of these, notes in a group."""
    ungrouped: Count
    """Of these, notes in no group."""
    on_behalf: Count = 0
    """Of the notes printed, those entered for people without a device."""
    corrections: Count = 0
    """Of the notes printed, those that answer a reading back."""
    duplicates: Count = 0
    """Of the notes printed, those that repeat another one."""
    masked: Count = 0
    """Of the notes printed, those in which the organizer masked personal data."""
    hidden: Count
    """Notes that facilitators hid."""
    withdrawn: Count
    """Notes that their authors took back."""
    not_admitted: Count
    """Notes that came late and that facilitators did not admit."""
    groups: Count
    """Groups in this document, empty ones included."""
    votes: Count
    """Votes on the groups in this document."""
    participants: Count
    """People who took part."""
    lost: Count
    """Notes received and not found again. Anything but 0 is a defect to be reported."""

    @model_validator(mode="after")
    def _adds_up(self) -> Self:
        known = self.in_summary + self.hidden + self.withdrawn + self.not_admitted + self.lost
        if self.received != known:
            raise ValueError(f"account: {self.received} notes received, {known} accounted for")
        if self.in_summary != self.grouped + self.ungrouped:
            raise ValueError("account: in_summary is not grouped + ungrouped")
        return self
