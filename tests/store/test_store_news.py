"""What a follower lacks of what was stored, and no more than that."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from app.slo.account import Account, Entry, Reach
from app.slo.exclusion import ExclusionChange
from app.slo.quiet import NO_TIMES, QuietTimes
from app.slo.spans import Spans, between
from app.slo.step import Held, News
from app.store.sql import SqlStore
from tests.store.making_exclusions import exclusion
from tests.store.model import Model, cell, entry_of, growing_history, portrait, row
from tests.store.test_steps import FIRST, append_step, step_at

HISTORY = growing_history(3, ["a", "b"])
NOTHING = Held(Account("a", "f", Reach(0, 0)))
PAST, AHEAD = between(0, 30), between(60, 90)


def quiet(spans: Spans) -> QuietTimes:
    return QuietTimes.of([((), spans)])


async def news_of(store: SqlStore, known: Mapping[str, Account], after: int | None) -> News:
    return await store.news({name: Held(one) for name, one in known.items()}, after, 30)


async def news_after(store: SqlStore, held: Held, after: int) -> News:
    return await store.news({"a": held}, after, 30)


def names(news: News) -> tuple[list[str], list[str]]:
    """Name the accounts that are news as a whole, and those that went on."""
    whole, ahead = ([one.account.slo_name for one in part] for part in (news.whole, news.ahead))
    return whole, ahead


def entries(held: Held, until: int, times: QuietTimes | None = None) -> list[Entry]:
    """A step of an account and of its twin, which stands for other ``times`` from now on."""
    twin = held.twin or Account("a#excluded", "f:1", held.account.reach)
    one, other = (
        entry_of(
            account,
            [cell(until)],
            new_rows=[] if account.rows else [row()],
            until=until,
            seed=2,
        )
        for account in (held.account, twin)
    )
    return [one, replace(other, times=times)]


async def excluded(store: SqlStore, times: QuietTimes) -> Held:
    """Store a step of which some is excluded, and give what a follower holds then."""
    await append_step(store, entries(NOTHING, 30, times), FIRST)
    one, twin = await store.load()
    return Held(one.account, twin.account, times)


async def test_an_account_that_is_not_known_yet_is_news_as_a_whole(store: SqlStore) -> None:
    await append_step(store, HISTORY[0], FIRST)
    [wanted] = [entry.account for entry in HISTORY[0] if entry.account.slo_name == "a"]
    unknown = Account("x", "f", wanted.reach)
    news = await news_of(store, {"a": wanted, "x": unknown}, None)
    model = Model()
    model.append(entry for entry in HISTORY[0] if entry.account.slo_name == "a")
    assert portrait(news.whole) == model.portrait()
    assert (news.ahead, news.gone) == ([], ["x"])


async def test_of_an_account_that_went_on_only_what_may_have_changed_is_news(
    store: SqlStore,
) -> None:
    await append_step(store, HISTORY[0], FIRST)
    known = {one.account.slo_name: one.account for one in await store.load()}
    await append_step(
        store,
        [replace(e, delta=replace(e.delta, heads=known["a"].heads)) for e in HISTORY[1]],
        step_at(60),
    )
    news = await news_of(store, known, 30)
    assert (list(news.whole), list(news.gone)) == ([], [])
    assert [one.account.slo_name for one in news.ahead] == ["a", "b"]
    for one in news.ahead:
        assert [(c.cell_seconds, c.ends.tolist()) for c in one.cells] == [(30, [30, 60])]
        assert one.account.register is known[one.account.slo_name].register
    nothing_new = {one.account.slo_name: one.account for one in await store.load()}
    again = await news_of(store, nothing_new, 60)
    assert (list(again.whole), list(again.ahead)) == ([], [])


async def test_another_fingerprint_under_the_same_name_is_not_the_account_that_is_known(
    store: SqlStore,
) -> None:
    await append_step(store, HISTORY[0], FIRST)
    known = {one.account.slo_name: one.account for one in await store.load()}
    other = {name: replace(account, fingerprint="g") for name, account in known.items()}
    news = await news_of(store, other, 30)
    assert (list(news.whole), list(news.ahead), list(news.gone)) == ([], [], ["a", "b"])


async def test_an_excluded_part_goes_on_with_its_account(store: SqlStore) -> None:
    held = await excluded(store, quiet(PAST))
    await append_step(store, entries(held, 60), step_at(60))
    news = await news_after(store, held, 30)
    assert names(news) == ([], ["a", "a#excluded"])
    assert [one.cells[0].ends.tolist() for one in news.ahead] == [[30, 60]] * 2
    assert (news.times, news.gone) == ({}, [])


async def test_where_another_past_is_excluded_both_are_news_as_a_whole(store: SqlStore) -> None:
    held = await excluded(store, quiet(PAST))
    await append_step(store, entries(held, 60, quiet(AHEAD)), step_at(60))
    news = await news_after(store, held, 30)
    assert names(news) == (["a", "a#excluded"], [])
    assert [one.times for one in news.whole] == [None, quiet(AHEAD)]


async def test_times_that_have_not_been_read_are_news_alone(store: SqlStore) -> None:
    held = await excluded(store, quiet(PAST))
    times = quiet(PAST | AHEAD)
    await append_step(store, entries(held, 60, times), step_at(60))
    news = await news_after(store, held, 30)
    assert names(news) == ([], ["a", "a#excluded"])
    assert news.times == {"a": times}


async def test_times_of_which_nothing_is_held_any_more_may_go(store: SqlStore) -> None:
    held = (await excluded(store, quiet(PAST | AHEAD)))._replace(since=30)
    await append_step(store, entries(held, 60, quiet(AHEAD)), step_at(60))
    news = await news_after(store, held, 30)
    assert names(news) == ([], ["a", "a#excluded"])
    assert news.times == {"a": quiet(AHEAD)}


async def test_an_excluded_part_that_is_new_comes_with_its_account(store: SqlStore) -> None:
    held = (await excluded(store, quiet(PAST)))._replace(twin=None, times=NO_TIMES)
    assert names(await news_after(store, held, 30)) == (["a", "a#excluded"], [])


async def test_one_that_ended_is_not_there(store: SqlStore) -> None:
    held = await excluded(store, quiet(PAST))
    await append_step(store, entries(held, 60, NO_TIMES), step_at(60))
    assert names(await news_after(store, held, 30)) == (["a"], [])


async def test_one_that_was_not_read_as_far_is_not_there(store: SqlStore) -> None:
    held = await excluded(store, quiet(PAST))
    await append_step(store, entries(held, 60)[:1], step_at(60))
    assert names(await news_after(store, held, 30)) == (["a"], [])


async def test_one_that_began_anew_is_news_as_a_whole(store: SqlStore) -> None:
    held = await excluded(store, quiet(PAST))
    one, _ = entries(held, 60)
    _, other = entries(held._replace(twin=Account("a#excluded", "f:2", Reach(0, 30))), 60)
    await append_step(store, [one, replace(other, times=quiet(PAST))], step_at(60))
    assert names(await news_after(store, held, 30)) == (["a", "a#excluded"], [])


async def test_what_was_asked_for_is_told_each_time(store: SqlStore) -> None:
    await store.exclude([], ExclusionChange(added=exclusion(1)))
    assert (await news_of(store, {}, None)).exclusions == [exclusion(1)]
