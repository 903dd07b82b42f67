"""The real desk in a real pseudo-terminal: started as a person starts it, read as a person reads.

The store's own rows say what a key has done; the screen is read with a terminal emulator.
"""

import asyncio
import hashlib
import random
import re
import sqlite3
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import pyte
from msgspec.structs import replace

from agentdesk.cli.identity import system_user
from agentdesk.clock import SystemClock
from agentdesk.data.open import open_store
from agentdesk.desk.desk import Desk
from agentdesk.desk.incoming import File, Receive
from agentdesk.desk.presence import SetAgentState
from agentdesk.desk.setup import LoadSetup
from tests.bench.pty_probe import Pty
from tests.support.office import SETUP as OFFICE

ROOT = str(Path(__file__).parents[2])
COLUMNS, ROWS = 120, 36
MY = replace(
    OFFICE,
    version=0,
    people=tuple(
        replace(p, login=system_user(), capacity=10_000) if p.id == "lena" else p
        for p in OFFICE.people
    ),
    queues=tuple(
        replace(q, dispositions=("by_phone",), wrap_up=0) if q.id == "billing" else q
        for q in OFFICE.queues
    ),
    root_causes=(),
)
Mail = tuple[str, str, str]
"""A customer's name, a subject, a text."""


def mails(count: int) -> list[Mail]:
    """Return so many harmless mails."""
    return [
        (f"Customer {n}", f"Question {n}", f"Please answer question {n}.") for n in range(count)
    ]


def fill(path: Path, letters: list[Mail], *, filename: str = "") -> None:
    """Make a store in which these mails have come and lena is available."""
    asyncio.run(_fill(path, letters, filename))


async def _fill(path: Path, letters: list[Mail], filename: str) -> None:
    store = await open_store(str(path), clock=SystemClock())
    await Desk(store, "system").act(LoadSetup, setup=MY)
    for number, letter in enumerate(letters):
        await receive(Desk(store, "customer"), number, letter, filename)
    await Desk(store, "lena").act(SetAgentState, state="available")
    await store.close()


async def receive(desk: Desk, number: int, letter: Mail, filename: str = "") -> None:
    """Let a customer write."""
    name, subject, body = letter
    data = b"hello"
    file = File(filename, "text/plain", hashlib.sha256(data).hexdigest(), data)
    await desk.act(
        Receive,
        from_address=f"customer{number}@there.example",
        from_name=name,
        to=("billing@desk.example",),
        subject=subject,
        body=body,
        reply_text=body,
        rfc_id=f"{number}@there.example",
        attachments=(file,) if filename else (),
    )


# pyte takes what it does not know of these for text.
_UNKNOWN = re.compile(rb"\x1b\[[<>=][0-9;]*[A-Za-z]|\x1b\[\?[0-9;]*\$p")
PATIENCE_S = 20.0


class Terminal:
    """A desk in a terminal of 120 columns, and the store behind it."""

    def __init__(self, store: Path, command: Sequence[str] = ("-m", "agentdesk")) -> None:
        self.store = store
        self.pty = Pty(
            [sys.executable, *command, "--store", str(store)],
            columns=COLUMNS,
            rows=ROWS,
            # Said, so that no desk begins with the question of a person's first start.
            environment={"PYTHONPATH": ROOT, "AGENTDESK_PRESET": "desk"},
        )
        self.screen = pyte.Screen(COLUMNS, ROWS)
        self._stream = pyte.ByteStream(self.screen)
        self._fed = 0

    def __enter__(self) -> "Terminal":
        self.until(lambda: "live \u2713" in self.text and "opening" not in self.text)
        return self

    def __exit__(self, *_: object) -> None:
        self.pty.close()

    def send(self, keys: bytes) -> None:
        """Type, in one write."""
        self.pty.send(keys)

    def by_hand(self, keys: bytes, pause: float = 0.02) -> None:
        """Type key by key."""
        for key in keys:
            self.pty.send(bytes([key]))
            self.look(pause)

    def look(self, seconds: float = 0.0) -> None:
        """Read for a while what the desk paints."""
        end = time.monotonic() + seconds
        while True:
            self.pty.read(max(0.0, min(0.05, end - time.monotonic())))
            self._feed()
            if time.monotonic() >= end:
                return

    def _feed(self) -> None:
        output, come = self.pty.output, self._come()
        # The end of what was read may be half a sequence: it waits for the rest.
        cut = output.rfind(b"\x1b", 0, come)
        half = cut >= 0 and come - cut < 16 and not self.pty.ended
        whole = cut if half else come
        if whole > self._fed:
            self._stream.feed(_UNKNOWN.sub(b"", bytes(output[self._fed : whole])))
            self._fed = whole

    def _come(self) -> int:
        """Return how many bytes of what was painted are to be seen."""
        return len(self.pty.output)

    def settle(self) -> None:
        """Read until the desk is quiet."""
        self.pty.drain(0.1, 2.0)
        self._stream.feed(_UNKNOWN.sub(b"", bytes(self.pty.output[self._fed :])))
        self._fed = len(self.pty.output)

    @property
    def text(self) -> str:
        """What is on the screen."""
        return "\n".join(self.screen.display)

    def until(self, there: Callable[[], Any], what: str = "") -> None:
        """Wait for a condition. Raises ``AssertionError`` with the screen if it does not come."""
        end = time.monotonic() + PATIENCE_S
        while not there():
            if time.monotonic() > end or self.pty.ended:
                self.settle()
                if there():
                    return
                raise AssertionError(f"{what or 'it'} did not come:\n{self.text}")
            self.look(0.02)

    def until_shown(self, words: str) -> None:
        """Wait until words are on the screen."""
        self.until(lambda: words in self.text, repr(words))

    def until_gone(self, words: str) -> None:
        """Wait until words are not on the screen any more."""
        self.until(lambda: words not in self.text, f"the end of {words!r}")

    # The store

    def ask(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        """Ask the store's file."""
        return _ask(self.store, sql, values)

    def drafts(self) -> list[str]:
        """Return every draft's text."""
        live = self.store.with_name(f"{self.store.stem}-live.db")
        return [row[0] for row in _ask(live, "SELECT body FROM drafts", ())]

    def acts(self) -> int:
        """Count what people have done."""
        count = self.ask("SELECT count(*) FROM commands WHERE actor = 'lena'")[0][0]
        assert isinstance(count, int)
        return count

    def take(self) -> int:
        """Take the next case and return it."""
        before = {row[0] for row in self._mine()}
        self.send(b"T")
        self.until(lambda: {row[0] for row in self._mine()} - before, "a case that was taken")
        case_id = next(iter({row[0] for row in self._mine()} - before))
        assert isinstance(case_id, int)
        self.until_shown(f"2 Case {case_id} ")
        return case_id

    def _mine(self) -> list[tuple[Any, ...]]:
        return self.ask("SELECT id FROM cases WHERE owner = 'lena'")


def _ask(path: Path, sql: str, values: Sequence[object]) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(path, timeout=5)) as db:
        return db.execute(sql, tuple(values)).fetchall()


BOX = "NOTE · not sent to anyone"
"""The rule over the text box of a note."""


# ---- what is claimed of the keyboard: each may be done again and again on one desk


def burst_resolves(desk: Terminal) -> None:
    """``r1abc`` and Enter in one write: the case is resolved, and every letter is there."""
    case_id = desk.take()
    desk.send(b"r1abc\r")
    state = "SELECT state FROM cases WHERE id = ?"
    desk.until(lambda: desk.ask(state, case_id)[0][0] == "resolved", "the resolved case")
    summary = desk.ask("SELECT summary FROM case_texts WHERE case_id = ?", case_id)
    assert summary == [("abc",)], summary


def burst_of_prefixes(desk: Terminal) -> None:
    """``gqm1fa`` in one write does nothing but show the queue; the key after it is heard."""
    before = desk.acts()
    desk.send(b"gqm1faD")
    desk.until_shown("Why case")
    desk.send(b"\x1b")
    desk.until_gone("Why case")
    assert desk.acts() == before


def burst_into_the_box(desk: Terminal) -> None:
    """Keys that go somewhere, open the box and write, in one write: all of them count."""
    desk.send(b"gq2nxyz")
    desk.until(lambda: desk.drafts() == ["xyz"], "the draft xyz")
    desk.send(b"\x7f\x7f\x7f")
    desk.until(lambda: desk.drafts() == [], "the end of the draft")
    desk.send(b"\x1b")
    desk.until_gone(BOX)


def escape_then_letter(desk: Terminal) -> None:
    """Esc and a letter 0 to 150 ms apart: the box is left, then the letter is a command."""
    desk.send(b"n")
    desk.until_shown(BOX)
    desk.send(b"\x1b")
    gap = random.choice((0.0, random.uniform(0.0, 0.15)))
    if gap:
        time.sleep(gap)
    desk.send(b"s")
    desk.until_shown("Wait with")
    assert desk.drafts() == []
    desk.send(b"\x1b")
    desk.until_gone("Wait with")


def tab_stays(desk: Terminal) -> None:
    """Tab ten times: the keyboard is still in the text box."""
    desk.send(b"n")
    desk.until_shown(BOX)
    if random.random() < 0.5:
        desk.send(b"\t" * 10)
    else:
        desk.by_hand(b"\t" * 10, 0.005)
    desk.send(b"x")
    desk.until(lambda: desk.drafts() == ["x"], "the draft x")
    desk.send(b"\x7f")
    desk.until(lambda: desk.drafts() == [], "the end of the draft")
    desk.send(b"\x1b")
    desk.until_gone(BOX)


def word_changes_nothing(desk: Terminal) -> None:
    """``refund`` and Enter typed by hand, without a text box: nothing is changed."""
    before = desk.acts()
    desk.by_hand(b"refund\r", random.choice((0.005, 0.02, 0.05)))
    desk.until_shown("Resolve ")
    desk.settle()
    desk.send(b"\x1b")
    desk.until_gone("Resolve ")
    assert desk.acts() == before


def paste_is_ignored(desk: Terminal) -> None:
    """A paste outside a text box does nothing and says so."""
    before = desk.acts()
    desk.send(b"\x1b[200~r1abc\rT\x1b[201~")
    desk.until_shown("Pasted text was ignored")
    desk.send(b"D")
    desk.until_shown("Why case")
    desk.send(b"\x1b")
    desk.until_gone("Why case")
    assert desk.acts() == before
    desk.send(b"\x1b")
    desk.until_gone("Pasted text was ignored")


def slow_line(desk: Terminal) -> None:
    """A line that lets keys through every 300 ms: honest keys in bunches all count."""
    text = b"n" + b"see the letter" + b"\x13"
    before = desk.acts()
    for start in range(0, len(text), 4):
        desk.send(text[start : start + 4])
        desk.look(0.3)
    body = "SELECT body FROM messages WHERE direction = 'note' ORDER BY id DESC LIMIT 1"
    desk.until(lambda: desk.acts() == before + 1, "the note")
    assert desk.ask(body) == [("see the letter",)], desk.ask(body)
    desk.until_gone(BOX)


CLAIMS = {
    "r1abc and Enter in one write": burst_resolves,
    "gqm1fa in one write": burst_of_prefixes,
    "keys into the text box in one write": burst_into_the_box,
    "Esc and a letter 0 to 150 ms apart": escape_then_letter,
    "Tab ten times in the text box": tab_stays,
    "refund and Enter typed by hand": word_changes_nothing,
    "a paste outside a text box": paste_is_ignored,
    "a line with 300 ms between bunches": slow_line,
}
