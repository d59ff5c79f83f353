"""The people of a play: phones and a facilitator, who write and hear as real pages do.

A phone keeps everything in its outbox until the server has answered; the facilitator acts and
waits for each answer. Both keep their own board from the feed and can say whether it is true.
"""

import asyncio
import uuid
from dataclasses import dataclass, field
from typing import Any

from facilitation.actions.groups import MOST_NOTES_AT_ONCE
from facilitation.board import Audience, Frame
from toolkit.commands import CommandError
from toolkit.replay.browser import Browser, Json, Network, Refused
from toolkit.replay.listener import Listener

ASK_AGAIN_SECONDS = 1.0
AGREEMENT_SECONDS = 20.0
"""How long a board may take to catch up when nothing is written any more."""


class Client:
    """One person in one dialogue: a browser to write with and a listener to hear with."""

    def __init__(self, browser: Browser, *, code: str, audience: Audience) -> None:
        self.browser = browser
        self.code = code
        self.audience = audience
        self.listener = Listener(browser, code=code, audience=audience)

    async def act(self, action: str, op_id: str | None = None, **fields: Any) -> Json:
        """Do one action and return its answer; raises `Refused`."""
        body = {"op_id": op_id or str(uuid.uuid4()), **fields}
        answer: Json = (await self.browser.post(f"/api/d/{self.code}/{action}", body))["answer"]
        return answer

    async def fresh_board(self) -> Frame:
        """Return this client's board as the server would draw it anew."""
        response = await self.browser.get(f"/api/d/{self.code}/feed", audience=str(self.audience))
        if response.is_error:
            raise CommandError(f"the board of {self.code} answered {response.status_code}.")
        frame: Frame = response.json()
        return frame

    async def disagreement(self) -> str:
        """Return why this client's board is not the true one, or nothing; nobody may be writing.

        What the server answers may be a third of a second old (`facilitation.live.recent`), so it
        is asked again until both agree.
        """
        seq = 0
        try:
            async with asyncio.timeout(AGREEMENT_SECONDS):
                agrees = False
                while not agrees:
                    fresh = await self.fresh_board()
                    seq = fresh["seq"]
                    agrees = await self._comes_to(fresh)
        except TimeoutError:
            return f"a {self.audience}'s board differs from a fresh one at {seq}"
        gaps = self.listener.gaps
        return f"a {self.audience}'s feed had {gaps} gaps" if gaps else ""

    async def _comes_to(self, fresh: Frame) -> bool:
        """Whether this client's board becomes `fresh` before it is worth asking again."""
        try:
            async with asyncio.timeout(ASK_AGAIN_SECONDS):
                await self.listener.until(lambda board: bool(board["put"] == fresh["put"]))
        except TimeoutError:
            return False
        return True


@dataclass(frozen=True)
class Post:
    """One thing in an outbox. `about` is the script's own name for it."""

    action: str
    fields: Json
    about: str = ""
    op_id: str = field(default_factory=lambda: str(uuid.uuid4()))


@dataclass(frozen=True)
class SentNote:
    """A note that the server has acknowledged: its id there, and what was sent."""

    id: str
    state: str
    stage: str
    text: str


class Phone(Client):
    """A participant's phone. What it sends is kept in order until each has been answered.

    `sent` and `refused` say what came of notes, by their names in the script; `complaints` is
    what else was refused, which in a play that goes well is nothing.
    """

    def __init__(self, network: Network, *, code: str, language: str) -> None:
        browser = Browser(network, home=f"/d/{code}/", language=language)
        super().__init__(browser, code=code, audience=Audience.PARTICIPANT)
        self.language = language
        self.sent: dict[str, SentNote] = {}
        self.refused: dict[str, str] = {}
        self.votes = 0
        self.complaints: list[str] = []
        self._outbox: asyncio.Queue[Post] = asyncio.Queue()

    async def join(self) -> None:
        """Enter the dialogue; the server hands out the pass."""
        await self.act("join", language=self.language)

    def queue(self, post: Post) -> None:
        """Put something into the outbox."""
        self._outbox.put_nowait(post)

    async def drained(self) -> None:
        """Wait until everything in the outbox has been answered."""
        await self._outbox.join()

    async def send_outbox(self) -> None:
        """Send what is in the outbox, and what will be, until cancelled."""
        while True:
            post = await self._outbox.get()
            try:
                answer = await self.act(post.action, post.op_id, **post.fields)
            except Refused as refusal:
                self._refused(post, refusal)
            else:
                self._answered(post, answer)
            self._outbox.task_done()

    def _answered(self, post: Post, answer: Json) -> None:
        if post.action == "add_note":
            self.sent[post.about] = SentNote(
                answer["note"], answer["state"], post.fields["stage"], post.fields["text"]
            )
        elif post.action == "give_vote":
            self.votes += 1

    def _refused(self, post: Post, refusal: Refused) -> None:
        """The person reads why, and keeps the words."""
        if post.action == "add_note":
            self.refused[post.about] = refusal.code
        else:
            self.complaints.append(f"{post.action} was refused: {refusal}")


class Facilitator(Client):
    """The facilitator, signed in, with the board of one dialogue."""

    def __init__(self, browser: Browser, *, dialogue_id: str, code: str) -> None:
        super().__init__(browser, code=code, audience=Audience.FACILITATOR)
        self.dialogue_id = dialogue_id
        self.stages: dict[str, str] = {}

    @classmethod
    async def create(cls, browser: Browser, new_dialogue: Json) -> "Facilitator":
        """Create a dialogue from the JSON of `NewDialogue` and take its board in hand."""
        body = {"id": str(uuid.uuid4()), **new_dialogue}
        made = await browser.post("/api/dialogues", body)
        facilitator = cls(browser, dialogue_id=made["id"], code=made["code"])
        stages = (await facilitator.fresh_board())["put"]["stages"]
        facilitator.stages = {stage["kind"]: key for key, stage in stages.items()}
        return facilitator

    async def open_stage(self, kind: str) -> None:
        """Go to the stage of this kind, and see it open on the board."""
        answer = await self.act("open_stage", stage=self.stages[kind])
        await self.listener.until_seq(answer["seq"])

    async def add_group(self, kind: str, title: str, notes: list[str]) -> str:
        """Make a group of notes of one stage, late ones admitted first; return its id."""
        first, rest = notes[:MOST_NOTES_AT_ONCE], notes[MOST_NOTES_AT_ONCE:]
        answer = await self.act("add_group", stage=self.stages[kind], title=title, notes=first)
        group: str = answer["group"]
        for start in range(0, len(rest), MOST_NOTES_AT_ONCE):
            await self.act(
                "move_notes", notes=rest[start : start + MOST_NOTES_AT_ONCE], group=group
            )
        return group

    async def admit(self, note: str) -> None:
        """Let a late note in."""
        await self.act("admit_notes", notes=[note])

    async def close(self, divergence: str | None) -> None:
        """Record where views differed, if anybody said so, and end the writing."""
        if divergence:
            await self.act("record_divergence", text=divergence)
        answer = await self.act("close_dialogue")
        await self.listener.until_seq(answer["seq"])

    async def seal(self) -> None:
        """End the dialogue for good; what came late is admitted."""
        await self.act("seal_dialogue", late="admit")


async def sign_in(network: Network, *, token: str, language: str) -> Browser:
    """Use a one-time sign-in link up; return the browser that is signed in with it."""
    browser = Browser(network, home="/sign-in/", language=language)
    response = await browser.submit("/sign-in/", token=token)
    if not response.is_redirect:
        raise CommandError(
            f"{network.base_url} did not accept the sign-in link ({response.status_code}): "
            "it works once, and only the newest one."
        )
    browser.leave_page()
    return browser
