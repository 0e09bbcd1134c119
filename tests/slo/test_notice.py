from __future__ import annotations

import pytest

from app.slo.alert import AlertState
from app.slo.notice import NoticeReason, Pace, Sent, notice

NOW = 1_795_000_000
PACE = Pace(resend_seconds=60, resolved_seconds=900)
FIRING, RESOLVED = AlertState.FIRING, AlertState.RESOLVED

CASES = {
    "an alert that nobody heard of is told": (None, None, NoticeReason.FIRST),
    "one that was just told is not": (Sent(FIRING, NOW - 59), None, None),
    "one that goes on is told again": (Sent(FIRING, NOW - 60), None, NoticeReason.RESEND),
    "an end is told at once": (Sent(FIRING, NOW - 1), NOW, NoticeReason.RESOLVED),
    "an end that this process has not told is told": (None, NOW - 300, NoticeReason.RESOLVED),
    "an end that was just told is not": (Sent(RESOLVED, NOW - 59), NOW - 300, None),
    "an end is told again": (Sent(RESOLVED, NOW - 60), NOW - 300, NoticeReason.RESOLVED_AGAIN),
    "up to 15 minutes": (Sent(RESOLVED, NOW - 60), NOW - 900, NoticeReason.RESOLVED_AGAIN),
    "and no longer": (Sent(RESOLVED, NOW - 60), NOW - 901, None),
    "an old end is not told after a restart": (None, NOW - 901, None),
}


@pytest.mark.parametrize(("sent", "ended_at", "reason"), CASES.values(), ids=CASES)
def test_whether_a_notice_is_due(
    sent: Sent | None, ended_at: int | None, reason: NoticeReason | None
) -> None:
    assert notice(sent, ended_at, NOW, PACE) is reason
