"""The sample dialogue, played beside a newcomer who may do as they like meanwhile.

The phones only ever do what phones do; groups, the close and the seal are the newcomer's. Where
the newcomer has gone another way, the play gives in.
"""

import asyncio
import random
from collections.abc import Callable
from pathlib import Path

from facilitation.vocabulary.stages import VOTING_KIND
from toolkit.replay.browser import Network, Refused
from toolkit.replay.clients import Facilitator, Phone, Post, sign_in
from toolkit.replay.player import Clock, Play, agenda
from toolkit.replay.script import Participant, Script, read_script

SAMPLE = Path(__file__).with_name("dialogue.json")
AGENDA = ("welcome", "profile", "now", "want", "how", VOTING_KIND, "readback", "close")
VOTE_BUDGET = 3

SECONDS_BETWEEN_ARRIVALS = 0.7
SECONDS_TO_GROUP = 60.0
"""After the last note, for the newcomer, before the phones are asked to vote."""
SECONDS_BETWEEN_VOTES = 2.0

OnOpen = Callable[[Facilitator], None]


def sample_script(phones: int | None) -> Script:
    """Return the sample dialogue with so many people: further ones only listen and vote."""
    script = read_script(SAMPLE)
    if phones is None:
        return script
    people = [
        *script.participants[:phones],
        *(Participant(id=f"listener-{n}") for n in range(phones - len(script.participants))),
    ]
    here = {person.id for person in people}
    notes = tuple(note for note in script.notes if note.by in here)
    kept = {note.id for note in notes}
    groups = tuple(group for group in script.groups if kept.issuperset(group.notes))
    return script.model_copy(
        update={"participants": tuple(people), "notes": notes, "groups": groups}
    )


async def play_sample(
    script: Script, *, address: str, token: str, speed: float, on_open: OnOpen
) -> None:
    """Play the sample on the server at `address` until cancelled.

    `on_open` is called, in a thread of its own, as soon as the dialogue exists.
    """
    network = Network(address)
    organizer = await sign_in(network, token=token, language=script.language)
    clock = Clock(speed)
    play = Play(
        script,
        network,
        clock=clock,
        stages=agenda(AGENDA),
        vote_budget=VOTE_BUDGET,
        wall_shown=True,
    )
    async with play.opened(organizer) as facilitator:
        await asyncio.to_thread(on_open, facilitator)
        try:
            await play.join_all(seconds_between=SECONDS_BETWEEN_ARRIVALS)
            await play.write_all()
            clock.start()
            await clock.until(SECONDS_TO_GROUP)
            await facilitator.open_stage(VOTING_KIND)
        except Refused:
            # The newcomer has closed the dialogue, or sealed it: it is theirs.
            pass
        await asyncio.gather(
            *(_vote(phone, Clock(speed), seed) for seed, phone in enumerate(play.phones.values()))
        )
        await asyncio.Event().wait()


async def _vote(phone: Phone, clock: Clock, seed: int) -> None:
    """Give this phone's votes, one after another, to groups that it sees on its own board."""
    choose = random.Random(seed)  # noqa: S311 - the same choices in every demo
    given: set[str] = set()
    for number in range(1, VOTE_BUDGET + 1):
        await clock.until(number * SECONDS_BETWEEN_VOTES * choose.uniform(1, 4))
        left = sorted(phone.listener.records["groups"].keys() - given)
        if left:
            given.add(group := choose.choice(left))
            phone.queue(Post("give_vote", {"group": group}))
