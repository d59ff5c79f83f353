"""From how alike notes are to which may say the same.

Two clusters belong together when their notes are, on average, more alike than a limit which the
board itself sets: about as alike as any two notes of it, since people who answer one question
share its words whatever they say. The same input always gives the same answer.
"""

from collections.abc import Collection
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

LARGEST_COMPARED_AT_ONCE = 2000
"""Notes; the table of all pairs takes 32 MB then, and grows with the square."""

BASE = 0.02
SHARE_OF_MEAN = 0.9
FLOOR = 0.06
CEILING = 0.5
"""Cosine similarity. The limit is BASE + SHARE_OF_MEAN × the mean over all pairs, kept between
FLOOR (a mean of few pairs says little) and CEILING (identical notes must pass on any board).
Tuned on the train and dev parts of ArgKP; see docs/decisions/suggestions.md."""

HIGHEST = 0.95
"""Cosine similarity; no strictness asks for more, so that equal notes are always found."""

NEARLY_THE_SAME = 0.45
"""Cosine similarity that joins two notes of a board too large to compare all at once."""

_ROUNDS = 10
_BLOCK = 256
_APART = 1e9
"""So large that no average over a cluster of LARGEST_COMPARED_AT_ONCE notes can outweigh it."""

Pairs = Collection[tuple[int, int]]


def clusters(vectors: Any, *, apart: Pairs, strictness: float) -> list[tuple[list[int], float]]:
    """Return clusters of two and more rows, each with the mean similarity of its pairs.

    `vectors` is a sparse matrix with rows of length one, or zero for a note with nothing to
    compare, which stays alone. No cluster holds a pair of `apart`. The most central row of a
    cluster comes first.
    """
    if vectors.shape[0] > LARGEST_COMPARED_AT_ONCE:
        found = _stars(vectors, apart=apart, limit=min(HIGHEST, NEARLY_THE_SAME * strictness))
    else:
        found = _settled(vectors, apart=apart, strictness=strictness)
    return [_by_centrality(vectors, rows) for rows in found if len(rows) > 1]


def _settled(vectors: Any, *, apart: Pairs, strictness: float) -> list[list[int]]:
    import numpy as np

    alike = (vectors @ vectors.T).toarray()
    np.fill_diagonal(alike, 0)
    pull = alike - min(HIGHEST, _limit(alike) * strictness)
    for first, second in apart:
        pull[first, second] = pull[second, first] = -_APART
    np.fill_diagonal(pull, 0)
    labels = _settle(pull, _linked(pull))
    return _members(labels)


def _limit(alike: "NDArray[np.float64]") -> float:
    pairs = max(1, len(alike) * (len(alike) - 1))
    return float(min(CEILING, max(FLOOR, BASE + SHARE_OF_MEAN * alike.sum() / pairs)))


def _linked(pull: "NDArray[np.float64]") -> "NDArray[np.int64]":
    """Join by average linkage while the mean pull between two clusters is positive."""
    from sklearn.cluster import AgglomerativeClustering

    if len(pull) < 2:
        import numpy as np

        return np.arange(len(pull))
    # Distances may not be negative, so the scale is shifted: 1 is the limit itself.
    distances = 1 - pull
    tree = AgglomerativeClustering(
        n_clusters=None, metric="precomputed", linkage="average", distance_threshold=1.0
    )
    labels: NDArray[np.int64] = tree.fit(distances).labels_
    return labels


def _settle(pull: "NDArray[np.float64]", labels: "NDArray[np.int64]") -> "NDArray[np.int64]":
    """Let each note in turn go where its summed pull is largest, until none wants to move.

    Linkage never takes a merge back; this does. -1 stands for being alone. Every move raises the
    sum of pulls within clusters, so it ends; _ROUNDS bounds it.
    """
    import numpy as np

    labels = labels.copy()
    towards = pull @ np.eye(labels.max(initial=0) + 1)[labels]
    for _ in range(_ROUNDS):
        moved = False
        for note, own in enumerate(labels):
            best = int(towards[note].argmax())
            gain = towards[note, best]
            here = towards[note, own] if own >= 0 else 0.0
            if max(gain, 0.0) <= here + 1e-9:
                continue
            if own >= 0:
                towards[:, own] -= pull[note]
            labels[note] = best if gain > 0 else -1
            if gain > 0:
                towards[:, best] += pull[note]
            moved = True
        if not moved:
            break
    return labels


def _members(labels: "NDArray[np.int64]") -> list[list[int]]:
    found: dict[int, list[int]] = {}
    for row, label in enumerate(labels.tolist()):
        if label >= 0:
            found.setdefault(label, []).append(row)
    return list(found.values())


def _stars(vectors: Any, *, apart: Pairs, limit: float) -> list[list[int]]:
    """Gather around each row in turn the free rows nearly the same, in blocks of bounded size."""
    kept_apart: dict[int, set[int]] = {}
    for first, second in apart:
        kept_apart.setdefault(first, set()).add(second)
        kept_apart.setdefault(second, set()).add(first)
    free = [True] * vectors.shape[0]
    found: list[list[int]] = []
    for start in range(0, len(free), _BLOCK):
        near = (vectors[start : start + _BLOCK] @ vectors.T).tocsr()
        for row in range(near.shape[0]):
            if not free[start + row]:
                continue
            line = near[row]
            star, barred = [start + row], set(kept_apart.get(start + row, ()))
            for other in sorted(line.indices[line.data >= limit].tolist()):
                if free[other] and other != start + row and other not in barred:
                    star.append(other)
                    barred |= kept_apart.get(other, set())
            if len(star) > 1:
                found.append(star)
                for member in star:
                    free[member] = False
    return found


def _by_centrality(vectors: Any, rows: list[int]) -> tuple[list[int], float]:
    import numpy as np

    members = vectors[rows]
    # 9 decimals: equal notes stay in their order whatever the last bits of a sum are.
    nearness = np.round(np.asarray(members @ members.sum(axis=0).T).ravel(), 9)
    order = sorted(range(len(rows)), key=lambda i: (-nearness[i], rows[i]))
    size = len(rows)
    mean = (float(nearness.sum()) - size) / (size * (size - 1))
    return [rows[i] for i in order], min(1.0, max(0.0, mean))
