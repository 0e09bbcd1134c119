"""Long answers in portions, so that reading one never keeps other threads waiting for long.

A parser holds the interpreter until it is done. An answer of megabytes is therefore cut between
two series; what is left once some are taken out is an answer with the others.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

PORTION_BYTES = 64 * 2**10

# Between two series, and nowhere else: in a text the quotes would be escaped, and the labels of a
# series are texts.
_FIRST = b'[{"metric":'
_NEXT = b',{"metric":'


class Cut(NamedTuple):
    """An answer in portions: arrays of its first series, in order, and the answer without these."""

    portions: Iterator[bytes]
    rest: bytes


def cut(body: bytes) -> Cut:
    """Cut an answer between its series; one that is short or written otherwise stays whole."""
    begin = body.find(_FIRST, 0, PORTION_BYTES) + 1
    if not begin:
        return Cut(iter(()), body)
    cuts = [begin - 1]
    while (place := body.find(_NEXT, cuts[-1] + PORTION_BYTES)) >= 0:
        cuts.append(place)
    portions = (b"[%b]" % body[first + 1 : last] for first, last in pairwise(cuts))
    return Cut(portions, body[:begin] + body[cuts[-1] + 1 :])
