"""The real desk in a real terminal: keys, leaving, standing aside, hostile text."""

import asyncio
import os
import re
import signal
import sqlite3
import termios
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from agentdesk.clock import SystemClock
from agentdesk.data.open import open_store
from agentdesk.data.sqlite.search_words import teach
from agentdesk.desk.desk import Desk
from tests.support.depth import depth
from tests.tui.desk_pty import BOX, CLAIMS, Terminal, fill, mails, receive

RUNS = depth(1, 3)


@pytest.fixture
def store(tmp_path: Path) -> Path:
    place = tmp_path / "desk.db"
    fill(place, mails(12))
    return place


@pytest.fixture
def desk(store: Path) -> Iterator[Terminal]:
    with Terminal(store) as terminal:
        yield terminal


@pytest.fixture(scope="module")
def worked_on() -> Iterator[list[Terminal]]:
    """Hold the desk that all claims are tried on, once there is one."""
    terminals: list[Terminal] = []
    yield terminals
    for terminal in terminals:
        terminal.__exit__()


@pytest.mark.parametrize(
    "claim", CLAIMS.values(), ids=[claim.__name__ for claim in CLAIMS.values()]
)
def test_claims_of_the_keyboard(
    worked_on: list[Terminal], tmp_path: Path, claim: Callable[[Terminal], None]
) -> None:
    """Each may be done again and again, and after all the others, on one desk."""
    if not worked_on:
        place = tmp_path / "desk.db"
        fill(place, mails(24))
        worked_on.append(Terminal(place).__enter__())
        worked_on[0].take()
    try:
        for _ in range(RUNS):
            claim(worked_on[0])
    except BaseException:
        # The others are not to fail of what this one left behind.
        worked_on.pop().__exit__()
        raise


def test_nothing_is_lost_while_nobody_reads_the_terminal(store: Path, desk: Terminal) -> None:
    """More output than a terminal takes: the desk waits, and then shows how it is."""

    async def write() -> None:
        other = await open_store(str(store), clock=SystemClock())
        for number in range(60):
            await receive(Desk(other, "customer"), 100 + number, ("Flood", "Water", "Help"))
            desk.send(b"jk")
        await other.close()

    asyncio.run(write())
    time.sleep(0.5)
    desk.send(b"D")
    desk.until_shown("Why case")
    desk.send(b"\x1b")
    desk.until_shown("waiting 72")


# ---- leaving


def _modes(desk: Terminal) -> list[object]:
    return termios.tcgetattr(desk.pty.fd)[:4]


def _left_clean(desk: Terminal) -> None:
    """Check what a shell finds after the desk: main screen, cursor shown, mouse and paste off."""
    after = bytes(desk.pty.output)
    for on, off in (
        (b"\x1b[?1049h", b"\x1b[?1049l"),
        (b"\x1b[?25l", b"\x1b[?25h"),
        (b"\x1b[?1003h", b"\x1b[?1003l"),
        (b"\x1b[?2004h", b"\x1b[?2004l"),
    ):
        assert after.rfind(on) < after.rfind(off), off


def test_quitting_leaves_the_terminal_as_it_was(store: Path) -> None:
    terminal = Terminal(store)
    before = _modes(terminal)
    with terminal as desk:
        assert _modes(desk) != before
        desk.send(b"\x11")
        assert desk.pty.wait() == 0
        assert _modes(desk) == before
        _left_clean(desk)


def test_a_desk_without_colours_is_painted_in_greys(
    store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AGENTDESK_COLOURS", "none")
    with Terminal(store) as desk:
        painted = set(re.findall(rb"[34]8;2;(\d+);(\d+);(\d+)", bytes(desk.pty.output)))
    assert painted
    assert not [colour for colour in painted if len(set(colour)) > 1]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_the_desk_in_order(store: Path, number: signal.Signals) -> None:
    terminal = Terminal(store)
    before = _modes(terminal)
    with terminal as desk:
        desk.take()
        desk.send(b"n")
        desk.until_shown(BOX)
        desk.send(b"half a sentence")
        desk.until_shown("half a sentence")
        os.kill(desk.pty.pid, number)
        assert desk.pty.wait() == 128 + number
        assert _modes(desk) == before
        _left_clean(desk)
        assert desk.drafts() == ["half a sentence"]


def test_a_terminal_that_goes_away_ends_the_desk(desk: Terminal) -> None:
    os.close(desk.pty.fd)
    end = time.monotonic() + 20
    while time.monotonic() < end:
        pid, _ = os.waitpid(desk.pty.pid, os.WNOHANG)
        if pid:
            desk.pty.exit_code = 0
            return
        time.sleep(0.02)
    raise AssertionError("the desk goes on without a terminal")


def _process_state(pid: int) -> str:
    with open(f"/proc/{pid}/stat", encoding="ascii") as file:
        return file.read().rsplit(")", 1)[1].split()[0]


@pytest.mark.parametrize("how", ["key", "signal"])
def test_standing_aside_and_coming_back(store: Path, how: str) -> None:
    terminal = Terminal(store)
    before = _modes(terminal)
    with terminal as desk:
        if how == "key":
            desk.send(b"\x1a")
        else:
            os.kill(desk.pty.pid, signal.SIGTSTP)
        desk.until(lambda: _process_state(desk.pty.pid) == "T", "the stopped process")
        desk.settle()
        assert _modes(desk) == before
        _left_clean(desk)

        async def write() -> None:
            other = await open_store(str(store), clock=SystemClock())
            await receive(Desk(other, "customer"), 50, ("Nobody", "is blocked", "by it"))
            await other.close()

        asyncio.run(asyncio.wait_for(write(), 15))
        desk.screen.reset()
        os.kill(desk.pty.pid, signal.SIGCONT)
        desk.until_shown("waiting 13")
        desk.until_shown("1 Queue")
        desk.until_shown("T next")
        desk.take()


# ---- what must not be seen

CRASHING = """
import sys
from agentdesk.cli.main import main
from agentdesk.tui.desk.actions import ACTIONS

async def fail(app):
    secret = app.desk.queue.selected
    raise LookupError(f"{secret.customer} {secret.subject}")

ACTIONS["case.why"] = fail
main()
"""


def test_a_crash_tells_nothing_of_a_customer(tmp_path: Path) -> None:
    place = tmp_path / "desk.db"
    fill(place, [("Ada Lovelace", "Card 4711", "Secret body")])
    with Terminal(place, ["-c", CRASHING]) as desk:
        desk.until_shown("Ada Lovelace")
        desk.send(b"D")
        assert desk.pty.wait() == 1
        said = bytes(desk.pty.output)
    after = said[said.rfind(b"\x1b[?1049l") :].decode()
    assert "The desk stopped because of a fault" in after
    assert "LookupError" in after
    for secret in ("Ada", "4711", "Secret"):
        assert secret not in after


# What the desk itself sends: cursor, colours, modes, the mouse's shape. All else is a customer's.
_OWN = re.compile(
    rb"\x1b\]22;[a-z]+\x07|\x1b\[[0-9;?<>=$]*[A-Za-z]|\x1b\[\?[0-9;]*\$p|\x1b\[>[0-9]*u|\x1b\[<u"
)
DIRTY = "\x1b[31mred\x1b]0;OWNED\x07\x9b31m\x9d0;C1\x9c\u202etxet\u202c\x1bPq\x1b\\\x07\x08"


@pytest.mark.parametrize("wall", ["first", "second"])
def test_no_control_of_a_customer_reaches_the_terminal(tmp_path: Path, wall: str) -> None:
    """The first wall is at the door; behind the second, dirt is written into the store itself."""
    place = tmp_path / "desk.db"
    dirty = DIRTY if wall == "first" else "clean"
    fill(place, [(f"Name {dirty}", f"Subject {dirty}", f"Body {dirty}")], filename=f"File {dirty}")
    if wall == "second":
        with closing(sqlite3.connect(place)) as db:
            teach(db)
            for table, column in (
                ("customers", "name"),
                ("case_texts", "subject"),
                ("messages", "subject"),
                ("messages", "body"),
                ("messages", "from_name"),
                ("parts", "filename"),
            ):
                changed = db.execute(f"UPDATE {table} SET {column} = {column} || ?", (DIRTY,))
                assert changed.rowcount, table
            db.commit()
    with Terminal(place) as desk:
        for words in ("Name", "Subject", "Body", "File"):
            desk.until_shown(words)
        desk.take()
        for key, shown in ((b"D", "Why case"), (b"r", "Resolve "), (b"?", "Keys"), (b"i", "REPLY")):
            desk.send(key)
            desk.until_shown(shown)
            desk.send(b"\x1b")
            desk.look(0.2)
        # What was read may end within a sequence that is still being written.
        raw = re.sub(rb"\x1b(\[[0-9;?<>=$]*|\][0-9;a-z]*)?$", b"", bytes(desk.pty.output))
    assert b"OWNED" in raw, "the text itself is to be seen"
    assert b"\x1b[31mred" not in raw
    rest = _OWN.sub(b"", raw).decode("utf-8", "replace")
    bad = re.findall(r".{0,20}[\x00-\x09\x0b\x0c\x0e-\x1f\x7f-\x9f].{0,20}", rest)
    assert bad == []
    assert not set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069") & set(rest)
