"""What the scripts of our pages say, in the reader's language."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from facilitation.vocabulary.actors import ACTORS
from facilitation.vocabulary.stages import PROMPTS, STAGE_KINDS

Strings = dict[str, "str | Promise"]

BOARD_STRINGS: Strings = {
    "ungrouped": _("Ungrouped"),
}
PROJECTOR_STRINGS: Strings = {
    "join": _("Join with this code"),
}


def vocabulary_labels() -> dict[str, dict[str, str]]:
    """Return the labels of closed codes that records carry, in the language active now."""
    return {
        "stages": {code: str(label) for code, label in STAGE_KINDS.items()},
        "prompts": {code: str(text) for code, text in PROMPTS.items()},
        "actors": {code: str(label) for code, label in ACTORS.items()},
    }
