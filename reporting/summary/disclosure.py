"""Counts of people, made safe to publish: nobody can be found in them, nor be worked out.

A reader knows the total, the rule below and every other count. A count from 1 to `threshold - 1`
must still have at least two possible values for them; the tests play that reader, for every
table of some sizes. Why the rule is as it is stands in `docs/decisions/suppression.md`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

THRESHOLD = 5
"""Smallest count of people that is shown (some agencies ask for three, some for five)."""

STRICT_THRESHOLD = 10
"""The same where people under 18 took part, and for the groups that people belong to."""

LEAST_PARTICIPANTS = 10
"""No breakdown is given of fewer participants; only what is true of most of them may be said."""

MOSTLY_SHARE = 0.6
"""“Mostly” is said of more than this share of all participants. The UN75 reports do not say
what they meant by it; the rule is ours and is printed with every summary."""

MOSTLY_LEAST = 5
"""Nothing is said of fewer participants than this."""

MIXED = "mixed"
OTHER = "other"
UNDISCLOSED = "undisclosed"


def threshold_for(*, under_18: bool) -> int:
    """The threshold for the answers in a dialogue."""
    return STRICT_THRESHOLD if under_18 else THRESHOLD


def mostly_least_for(*, under_18: bool) -> int:
    """The fewest participants of whose most something is said."""
    return STRICT_THRESHOLD if under_18 else MOSTLY_LEAST


def prevailing(shown: Mapping[str, int], participants: int, *, least: int) -> str | None:
    """Return the answer of most participants, `mixed` where there is certainly none, or None.

    `shown` has the counts that may be told; what is missing to `participants` is unknown. None
    where too few took part, too many did not say, or withheld counts could hide a majority.
    """
    if participants < least or not shown:
        return None
    for code, count in shown.items():
        if code != UNDISCLOSED and count > MOSTLY_SHARE * participants:
            return code
    unknown = participants - sum(shown.values())
    silent = shown.get(UNDISCLOSED, unknown)
    if unknown > MOSTLY_SHARE * participants or silent >= (1 - MOSTLY_SHARE) * participants:
        return None
    return MIXED


def protect_table(
    counts: Mapping[str, int], codes: Sequence[str], *, threshold: int
) -> dict[str, int | None]:
    """Return the count of every code, None where it is withheld.

    `counts` has one answer from each participant, so that its sum is known to the reader. It may
    lack the codes that nobody gave; withheld zeros keep the few from standing alone. Zeros are
    shown only where there is nobody to protect.
    """
    # Enumeration finds tables that can be worked out at 4, and none from 5 on.
    assert threshold >= 5
    table = {code: counts.get(code, 0) for code in codes}
    assert sum(table.values()) == sum(counts.values()), "an answer is not in the list of codes"
    hidden = _hidden(table, threshold)
    return {code: None if code in hidden else count for code, count in table.items()}


def protect_table_beside(
    apart: str, counts: Mapping[str, int], codes: Sequence[str], *, threshold: int
) -> dict[str, int | None]:
    """The same where the threshold itself tells whether anybody answered `apart`.

    Then that count covers nothing: withheld as a zero it is known to be one. It is shown, and the
    others are a table of their own; where it is small, the whole table is withheld, so that it
    may be any small count.
    """
    if 0 < counts.get(apart, 0) < threshold:
        return dict.fromkeys(codes)
    others = {code: count for code, count in counts.items() if code != apart}
    shown = protect_table(others, [code for code in codes if code != apart], threshold=threshold)
    return {code: shown[code] if code in shown else counts.get(apart, 0) for code in codes}


def _hidden(table: Mapping[str, int], threshold: int) -> set[str]:
    largest_hidden = threshold - 1
    if sum(table.values()) == len(table) * largest_hidden:
        # With this total, a table that is hidden for its small counts alone has them all equal.
        return set(table)
    small = [code for code, count in table.items() if count < threshold]
    residual = sum(table[code] for code in small)
    if residual == 0:
        return set()
    # The reader subtracts what is shown: one hidden count, or several at their highest, is then
    # known. One below the highest counts too, or the highest would be known from being covered.
    if len(small) == 1 or residual >= len(small) * largest_hidden - 1:
        return {*small, *_cover(list(table), small)}
    return set(small)


def _cover(codes: Sequence[str], small: Sequence[str]) -> Sequence[str]:
    """The code to hide as well: the next in the list, whatever its count.

    To choose by size would tell the reader that no count shown is smaller.
    """
    start = codes.index(small[-1]) + 1
    shown = [code for code in (*codes[start:], *codes[:start]) if code not in small]
    return shown[:1]


def protect_memberships(
    counts: Mapping[str, int], codes: Sequence[str], *, threshold: int
) -> dict[str, int | None]:
    """The same for answers of which a person may give several: they have no total to subtract
    from, so that a small count needs no cover. Zeros are withheld like any small count.
    """
    return {code: count if (count := counts.get(code, 0)) >= threshold else None for code in codes}


def gather_rare(counts: Mapping[str, int], *, threshold: int) -> Mapping[str, int | None]:
    """Return nationalities with the rare ones gathered under `other`; every count is shown, or
    none is and no nationality named.

    To name a rare nationality would expose somebody even without a number. `other` takes in
    whatever it needs to reach the threshold itself: those not given, then the least frequent.
    """
    named = {code: count for code, count in counts.items() if count >= threshold}
    rare = [count for code, count in counts.items() if code not in named and count]
    other = sum(rare)
    # At their highest sum all are known, for a reader who knows which there can be; one less counts
    # too, as in any table. Everybody together can also be too few.
    is_told = other >= threshold and other >= len(rare) * (threshold - 1) - 1
    if is_told or sum(counts.values()) < threshold:
        return {OTHER: None}
    # Least frequent first, those not given before all.
    order = sorted(named, key=lambda code: (code != UNDISCLOSED, named[code], code))
    for code in order:
        if other == 0 or other >= threshold:
            break
        other += named.pop(code)
    if other:
        named[OTHER] = other
    return dict(sorted(named.items(), key=lambda item: (item[0] in (OTHER, UNDISCLOSED), item[0])))
