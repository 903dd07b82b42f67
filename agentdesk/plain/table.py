"""What lies on the table of a conversation: the open case, the last lists, what was promised back.

Verbs work on it. It reads and acts through the session only.
"""

from collections.abc import Coroutine
from contextlib import suppress
from typing import Any, Protocol, TypeVar

from agentdesk.data.errors import Refused, StoreError
from agentdesk.data.unit import Command, Outcome
from agentdesk.desk.groups import UndoLine
from agentdesk.domain.content import Answer
from agentdesk.domain.views import Doing, HeldMail, QueueRow
from agentdesk.plain.news import News
from agentdesk.plain.sheet import Unclear
from agentdesk.plain.voice import Voice
from agentdesk.plain.words import Look
from agentdesk.seat.session import Opened, Session
from agentdesk.seat.suggesting import Suggester

T = TypeVar("T")


class Waiter(Protocol):
    """Does work where the store is."""

    def wait(self, work: Coroutine[Any, Any, T]) -> T:
        """Do work and wait for it."""
        ...


class Table:
    """One conversation's state. Numbers that are typed mean lines of the list told last."""

    def __init__(self, session: Session, voice: Voice, news: News, behind: Waiter) -> None:
        self.session, self.voice, self.news = session, voice, news
        self._behind = behind
        self.opened: Opened | None = None
        self.listed: tuple[int, ...] = ()
        """The cases of the list told last."""
        self.more: tuple[QueueRow, ...] = ()
        """What is left of that list."""
        self.first_waiting: tuple[int, ...] = ()
        """Cases that completion offers besides one's own."""
        self.offered: tuple[Answer, ...] = ()
        self.suggester = Suggester(session.store.reads)
        self.marks: dict[int, QueueRow] = {}
        """The marked cases, each as it was when it was marked."""
        self.held: tuple[HeldMail, ...] = ()
        self.back: tuple[UndoLine, ...] = ()
        """What ``undo list`` told."""
        self.left_out: tuple[str, ...] = ()
        """Quoted lines that ``show`` left out."""
        self.used: dict[int, tuple[str, ...]] = {}
        """The answers that stand in a reply that is being written, by its case."""
        self.kept: dict[tuple[str, int], dict[str, str]] = {}
        """Answers to a sheet that was refused, by verb and case: they are offered again."""
        self.undoable: dict[str, tuple[int, str]] = {}
        """Own acts by id: until when each can be taken back, and its name."""

    # ---- reading

    def wait(self, work: Coroutine[Any, Any, T]) -> T:
        """Do what needs the store. Raises ``Refused`` and ``StoreError``."""
        return self._behind.wait(work)

    @property
    def look(self) -> Look:
        """How things are told now."""
        session = self.session
        people = {person.id: person.name for person in session.setup.people}
        return Look(session.now, session.zone, session.me.id, {**people, **session.names})

    def open(self, case_id: int) -> Opened:
        """Read a case, which is the open one from then on. Raises ``Refused`` if there is none."""
        opened = self.wait(self.session.open(case_id))
        if opened is None:
            raise Refused(f"There is no case {case_id}.", "not_found")
        self.opened, self.news.open_case = opened, case_id
        with suppress(StoreError):
            self.wait(self._seen(case_id))
        return opened

    async def _seen(self, case_id: int) -> None:
        session = self.session
        await session.store.live.seen(session.me.id, case_id, session.now)
        await session.store.live.here(session.me.id, case_id, "looking", session.now)

    def doing(self) -> tuple[Doing, ...]:
        """Return who else looks or types; not knowing is no reason to stop."""
        try:
            return self.wait(self.session.doing())
        except StoreError:
            return ()

    def case(self) -> Opened:
        """Return the open case as it was shown. Raises :class:`Unclear` if none is open."""
        if self.opened is None:
            raise Unclear("No case is open: say show and a number, or next.")
        return self.opened

    def number(self, word: str) -> int:
        """Return the case that a typed number means: a line of the last list, else a case.

        ``#3`` is always case 3. Raises :class:`Unclear`.
        """
        digits = word.removeprefix("#")
        if not digits.isdecimal() or len(digits) > 9:
            raise Unclear(f"“{word[:20]}” is no number.")
        if not word.startswith("#") and 1 <= int(digits) <= len(self.listed):
            return self.listed[int(digits) - 1]
        return int(digits)

    def of(self, words: str) -> Opened:
        """Return the case a verb is about: the one named, which is opened, else the open one."""
        return self.open(self.number(words)) if words else self.case()

    # ---- acting

    def about(self, opened: Opened) -> dict[str, Any]:
        """Return what every command about a case carries."""
        row = opened.case.row
        return {**self.session.ids(), "case_id": row.id, "seen": row.version}

    def do(self, command: Command) -> Outcome:
        """Do something and say what became of it. Raises ``Refused`` and ``StoreError``."""
        try:
            outcome = self.wait(self.session.do(command))
        except Refused as error:
            if error.code == "conflict":
                self.read_again()
            raise
        self.did(outcome)
        return outcome

    def did(self, outcome: Outcome) -> None:
        """Say what became of an act, and how long it can be taken back."""
        label = outcome.label or "done"
        said = f"{label[0].upper()}{label[1:]}."
        if outcome.undo_until is not None and outcome.undo_until > self.session.now:
            self.undoable[outcome.command_id] = (outcome.undo_until, label)
            seconds = -(-(outcome.undo_until - self.session.now) // 1000)
            said += f" Undo takes it back for {seconds} seconds."
        self.voice.say(said)
        self.read_again()

    def read_again(self) -> None:
        """Read the open case anew; where the store is silent, what was read stays."""
        if self.opened is None:
            return
        with suppress(StoreError):
            opened = self.wait(self.session.open(self.opened.case.row.id))
            self.opened = opened or self.opened

    def over(self) -> list[str]:
        """Return a line for each act that can no longer be taken back, once."""
        now = self.session.now
        gone = [id for id, (until, _) in self.undoable.items() if until <= now]
        return [f"{self.undoable.pop(id)[1]}: the time to take it back is over." for id in gone]
