"""What is stored of a live dialogue, with the constraints that keep it true.

Only `facilitation.actions` saves these rows. A person's words stand in `Note.text` and nowhere
else; who wrote them stands in `Note.author` and nowhere else, and sealing empties it.
"""

from facilitation.models.dialogue import (
    BREAKOUT_CODE_LENGTH,
    CODE_ALPHABET,
    CODE_LENGTH,
    Breakout,
    Dialogue,
    Facilitator,
    Stage,
    new_breakout_code,
    new_code,
    new_epoch,
)
from facilitation.models.feed import (
    Event,
    Operation,
    Seal,
    Step,
)
from facilitation.models.notes import (
    PLACES_PER_EVENT,
    Agreement,
    Group,
    KeptApart,
    Note,
    Vote,
)
from facilitation.models.people import (
    HANDOVER_CODE_LENGTH,
    Handover,
    Participant,
    Profile,
    SignInLink,
    new_handover_code,
    new_voice,
)

__all__ = [
    "BREAKOUT_CODE_LENGTH",
    "CODE_ALPHABET",
    "CODE_LENGTH",
    "HANDOVER_CODE_LENGTH",
    "PLACES_PER_EVENT",
    "Agreement",
    "Breakout",
    "Dialogue",
    "Event",
    "Facilitator",
    "Group",
    "Handover",
    "KeptApart",
    "Note",
    "Operation",
    "Participant",
    "Profile",
    "Seal",
    "SignInLink",
    "Stage",
    "Step",
    "Vote",
    "new_breakout_code",
    "new_code",
    "new_epoch",
    "new_handover_code",
    "new_voice",
]
