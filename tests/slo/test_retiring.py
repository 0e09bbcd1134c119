"""Series of targets that went are forgotten, and nothing is counted otherwise for it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.slo.account import Account, Heads
from app.slo.retiring import GONE_SECONDS, WORTH_SERIES, retired
from app.slo.samples import Feeding, Part, Series
from tests.slo.making import DAY, T0, account, counted, feeding, total

LATER = T0 + GONE_SECONDS + DAY
PODS = range(WORTH_SERIES + 1)


def pod(number: int, part: Part = Part.TOTAL, metric: str = "requests_total") -> Feeding:
    target = (("instance", f"pod-{number}"), ("job", "shop"))
    return feeding(part, metric=metric, target=target)


HERE = feeding(Part.TOTAL)


def deployed(*more: Feeding) -> Account:
    """An account whose first pods went on the first day; another target has stayed."""
    own = account()
    old = [pod(number) for number in PODS]
    counted(own, T0 + DAY, *((one, [(T0 + 60, 5.0)]) for one in (*old, *more, HERE)))
    counted(own, LATER, (HERE, [(LATER - 15, 9.0)]))
    return own


def test_series_of_targets_that_went_are_forgotten() -> None:
    own = deployed()
    kept = retired(own)
    assert kept is not None
    assert len(own.feedings) == len(PODS) + 1
    assert kept.feedings == (HERE,)
    assert kept.cursors.value.tolist() == [9.0]


def test_what_is_left_goes_on_counting_as_before() -> None:
    own = deployed()
    kept = retired(own)
    assert kept is not None
    more = [(HERE, [(LATER + 15, 12.0)])]
    assert total(counted(kept, LATER + 30, *more)) == total(counted(own, LATER + 30, *more)) == 3


def test_a_target_that_comes_back_after_all_is_not_taken_for_a_new_one() -> None:
    kept = retired(deployed())
    assert kept is not None
    back = counted(kept, LATER + 30, (pod(1), [(LATER + 15, 1000.0)]))
    assert total(back) == 0


def test_a_series_stays_for_as_long_as_its_target_is_seen() -> None:
    quiet = feeding(Part.TOTAL, code="418")  # of the target that has stayed
    kept = retired(deployed(quiet))
    assert kept is not None
    assert set(kept.feedings) == {quiet, HERE}


def test_that_a_side_of_the_indicator_was_ever_seen_is_not_forgotten() -> None:
    kept = retired(deployed(pod(3, Part.BAD, metric="errors_total")))
    assert kept is not None
    assert kept.register.parts == {Part.TOTAL, Part.BAD}


def test_a_series_is_kept_for_those_that_restart_with_it() -> None:
    old = pod(5)
    follower = replace(feeding(Part.TOTAL, metric="leads"), leader=old.series)
    kept = retired(deployed(follower))
    assert kept is not None
    assert old in kept.feedings
    assert kept.register.followers


@pytest.mark.parametrize("pods", [WORTH_SERIES - 1, 5])
def test_few_series_are_not_worth_it(pods: int) -> None:
    own = account()
    counted(own, T0 + DAY, *((pod(n), [(T0 + 60, 5.0)]) for n in range(pods)))
    counted(own, LATER, (HERE, [(LATER - 15, 9.0)]))
    assert retired(own) is None


def test_an_outage_of_everything_makes_nobody_old() -> None:
    own = account()
    counted(own, T0 + DAY, *((pod(n), [(T0 + 60, 5.0)]) for n in PODS))
    own.reach = replace(own.reach, until=LATER)
    assert retired(own) is None


def test_nothing_is_forgotten_while_the_past_is_being_read() -> None:
    own = deployed()
    own.heads = Heads.none(len(own.feedings))
    assert retired(own) is None


def test_an_account_that_has_nothing_has_nothing_to_forget() -> None:
    assert retired(account()) is None


def test_series_without_a_target_go_by_their_own_time() -> None:
    own = account()
    alone = [
        Feeding(Series("requests_total", (("pod", str(n)),)), None, pod(n).feeds) for n in PODS
    ]
    counted(own, T0 + DAY, *((one, [(T0 + 60, 5.0)]) for one in alone))
    counted(own, LATER, (HERE, [(LATER - 15, 9.0)]))
    kept = retired(own)
    assert kept is not None
    assert kept.feedings == (HERE,)
