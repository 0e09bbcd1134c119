"""Programs that really run: what they are given, how they end, and that nothing of them stays."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from app.plans.k6 import K6
from app.plans.ports import LoadEnd
from app.slo.plan import LoadStep

WITHIN_SECONDS = 10.0
STEP = LoadStep("load.js", 3, 1.5, {"BASE_URL": "http://x", "NOTE": "a b; rm -rf $HOME"})

Program = Callable[[str], K6]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "scripts"
    made.mkdir()
    (made / "load.js").write_text("// a script")
    return made


@pytest.fixture
def program(tmp_path: Path, folder: Path) -> Program:
    """Make a program in the place of k6 out of lines of shell."""

    def made(lines: str) -> K6:
        file = tmp_path / "k6"
        file.write_text(f"#!/bin/sh\n{lines}\n")
        file.chmod(0o755)
        return K6(folder, str(file))

    return made


async def until(holds: Callable[[], bool]) -> None:
    async with asyncio.timeout(WITHIN_SECONDS):
        while not holds():  # noqa: ASYNC110  # files and processes tell nobody
            await asyncio.sleep(0.01)


def is_there(path: Path) -> bool:
    return path.exists()


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    return state != "Z"


async def test_a_script_is_run_with_what_the_step_says(program: Program, folder: Path) -> None:
    told = folder.parent / "told"
    k6 = program(f'for word in "$@"; do echo "$word"; done > {told}')
    assert await k6.run(STEP) == LoadEnd(0, "")
    words = told.read_text().splitlines()
    assert words[0] == "run"
    assert {"--vus=3", "--duration=1500ms", "--address="} <= {*words}
    assert words[-5:] == [
        "-e",
        "BASE_URL=http://x",
        "-e",
        "NOTE=a b; rm -rf $HOME",
        str(folder / "load.js"),
    ]


async def test_a_script_finds_nothing_of_the_services_environment(
    program: Program, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SLO_MONITOR_API_KEYS", "s3cret")
    monkeypatch.setenv("K6_OUT", "elsewhere")
    told = folder.parent / "told"
    await program(f"env > {told}; pwd >> {told}").run(STEP)
    text = told.read_text()
    assert "s3cret" not in text
    assert "elsewhere" not in text
    assert "K6_NO_USAGE_REPORT=true" in text
    home = Path(text.splitlines()[-1])
    assert not is_there(home), "what it wrote beside it is gone"


@pytest.mark.parametrize("code", [99, 107])
async def test_the_exit_code_and_the_last_words_are_told(program: Program, code: int) -> None:
    k6 = program(f"echo chatter; echo early >&2; printf '\\033[31mlate\\n\\n' >&2; exit {code}")
    assert await k6.run(STEP) == LoadEnd(code, "early; [31mlate")


async def test_of_many_words_only_the_last_are_kept(program: Program) -> None:
    k6 = program("i=0; while [ $i -lt 20000 ]; do echo line $i; i=$((i+1)); done >&2; exit 1")
    end = await k6.run(STEP)
    assert end.last_words == "line 19997; line 19998; line 19999"


async def test_a_program_that_was_killed_is_told_with_the_signal(program: Program) -> None:
    assert (await program("kill -9 $$").run(STEP)).exit_code == -signal.SIGKILL


FORKS = "sleep 600 & echo $$ $! > {pids}; {last}"


async def started(
    folder: Path, k6: K6, step: LoadStep = STEP
) -> tuple[asyncio.Task[LoadEnd], list[int]]:
    """Start a program that tells its own process and that of a child."""
    pids = folder.parent / "pids"
    running = asyncio.create_task(k6.run(step))
    await until(lambda: pids.exists() and len(pids.read_text().split()) == 2)
    return running, [int(pid) for pid in pids.read_text().split()]


@pytest.mark.parametrize("last", ["wait", "trap '' TERM; wait; wait"])
async def test_who_is_cancelled_ends_every_process_of_the_load(
    program: Program, folder: Path, last: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.plans.k6.GRACE_SECONDS", 0.2)
    k6 = program(FORKS.format(pids=folder.parent / "pids", last=last))
    running, pids = await started(folder, k6)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    assert running.cancelled()
    await until(lambda: not any(map(is_alive, pids)))


async def test_a_load_that_takes_too_long_is_ended(
    program: Program, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.plans.k6.GRACE_SECONDS", 0.2)
    step = LoadStep("load.js", 1, 0.1, max_seconds=0.5)
    k6 = program(FORKS.format(pids=folder.parent / "pids", last="echo hanging >&2; wait"))
    running, pids = await started(folder, k6, step)
    assert await running == LoadEnd(None, "hanging")
    await until(lambda: not any(map(is_alive, pids)))


async def test_a_child_that_keeps_the_pipe_open_does_not_hold_the_run_up(
    program: Program, folder: Path
) -> None:
    step = LoadStep("load.js", 1, 0.1, max_seconds=0.5)
    pids = folder.parent / "pids"
    end = await program(f"sleep 600 & echo $! > {pids}; exit 0").run(step)
    assert end.exit_code is None
    await until(lambda: not is_alive(int(pids.read_text())))


# What cannot be run


async def test_without_a_folder_load_is_off() -> None:
    why = K6(None).unavailable(STEP)
    assert why == "load is off; SLO_MONITOR_PLANS_K6_DIR names the folder of its scripts"
    assert K6(None).unknown("load.js") is None


async def test_a_program_that_is_not_there_is_told(folder: Path) -> None:
    assert K6(folder, "no-such-k6").unavailable(STEP) == "there is no program 'no-such-k6'"


def elsewhere(folder: Path) -> None:
    (folder.parent / "outside.js").write_text("// not among the scripts")
    (folder / "link.js").symlink_to(folder.parent / "outside.js")
    (folder / "inner.js").symlink_to(folder / "load.js")
    (folder / "folder.js").mkdir()


@pytest.mark.parametrize(
    ("script", "why"),
    [
        ("lost.js", "there is no script lost.js; there are folder.js, inner.js, link.js, load.js"),
        ("folder.js", "there is no script folder.js; there are"),
        ("link.js", "the script link.js lies outside the folder of scripts"),
        ("../outside.js", "'../outside.js' is no name of a script"),
        ("/etc/passwd", "'/etc/passwd' is no name of a script"),
    ],
)
def test_only_scripts_of_the_folder_are_known(folder: Path, script: str, why: str) -> None:
    elsewhere(folder)
    assert (K6(folder).unknown(script) or "").startswith(why)


def test_a_link_within_the_folder_is_followed(folder: Path) -> None:
    elsewhere(folder)
    assert K6(folder).unknown("inner.js") is None


async def test_a_script_that_has_gone_is_not_started(program: Program, folder: Path) -> None:
    k6 = program("exit 0")
    (folder / "load.js").unlink()
    with pytest.raises(FileNotFoundError, match=r"there is no script load\.js"):
        await k6.run(STEP)
