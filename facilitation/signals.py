"""What the ground floor tells the floors above, without knowing them.

`dialogue_sealed` is sent by the seal action inside its transaction, with `dialogue` (a
`facilitation.models.Dialogue` whose tallies are already stored). A receiver that raises
undoes the seal: a dialogue is never sealed without its summary.
"""

from django.dispatch import Signal

dialogue_sealed = Signal()
