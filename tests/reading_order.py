"""Where the parts of a tagged PDF stand on its pages, in the order in which they are read aloud."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pikepdf

Place = tuple[int, float]
"""Index of the page, and how far from its top, in 96ths of an inch."""


def places(document: pikepdf.Pdf, kinds: frozenset[str]) -> list[Place]:
    """Return where each element of some kinds begins, in the order of the structure tree."""
    painted = {
        (index, number): height
        for index, page in enumerate(document.pages)
        for number, height in _heights(page).items()
    }
    pages = {page.obj.objgen: index for index, page in enumerate(document.pages)}
    found = []
    for element in _elements(document.Root.StructTreeRoot):
        if str(element.get("/S")) in kinds:
            marks = ((pages[e.Pg.objgen], n) for e in _elements(element) for n in _numbers(e))
            if first := next((mark for mark in marks if mark in painted), None):
                found.append((first[0], painted[first]))
    return found


def _elements(element: pikepdf.Object) -> Iterator[pikepdf.Object]:
    if isinstance(element, pikepdf.Dictionary):
        yield element
        for kid in _kids(element):
            yield from _elements(kid)


def _numbers(element: pikepdf.Object) -> list[int]:
    return [kid for kid in _kids(element) if isinstance(kid, int)]


def _kids(element: pikepdf.Object) -> list[Any]:
    kids: Any = element.get("/K", [])
    return list(kids) if isinstance(kids, (pikepdf.Array, list)) else [kids]


def _heights(page: pikepdf.Page) -> dict[int, float]:
    """Where the text of each marked piece of a page begins."""
    heights: dict[int, float] = {}
    current: int | None = None
    for instruction in pikepdf.parse_content_stream(page):
        operator, operands = str(instruction.operator), instruction.operands
        if operator == "BDC" and "/MCID" in operands[1]:
            current = int(operands[1]["/MCID"])
        elif operator == "EMC":
            current = None
        elif operator == "Tm" and current is not None:
            heights.setdefault(current, float(operands[5]))
    return heights
