"""Every write of the live dialogue, one function per use case.

Importing this package fills the registry of `facilitation.actions.writing`.
"""

from facilitation.actions import (
    breakouts,
    curating,
    dialogues,
    groups,
    handover,
    lead,
    leaving,
    moderation,
    notes,
    participants,
    proxies,
    readback,
    stages,
    suggestions,
    under_18,
    undo,
    votes,
)

__all__ = [
    "breakouts",
    "curating",
    "dialogues",
    "groups",
    "handover",
    "lead",
    "leaving",
    "moderation",
    "notes",
    "participants",
    "proxies",
    "readback",
    "stages",
    "suggestions",
    "under_18",
    "undo",
    "votes",
]
