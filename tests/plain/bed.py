"""Conversations with a real store: lines in, sentences out."""

import time
from collections.abc import Callable, Coroutine, Iterable, Iterator
from io import StringIO
from typing import Any, TypeVar

from msgspec.structs import replace

from agentdesk.clock import MINUTE, ManualClock
from agentdesk.data.open import open_store
from agentdesk.data.store import Store
from agentdesk.desk.answers import KeepAnswer
from agentdesk.desk.desk import Desk
from agentdesk.desk.incoming import Receive
from agentdesk.desk.presence import SetAgentState
from agentdesk.desk.setup import LoadSetup
from agentdesk.domain.views import CaseView, Draft
from agentdesk.plain.backstage import Backstage
from agentdesk.plain.run import talk
from agentdesk.plain.talk import Talk
from agentdesk.plain.voice import Ended, Voice
from agentdesk.seat.session import Session
from tests.support.office import MONDAY, SETUP

T = TypeVar("T")
Line = str | Callable[[], None]
"""What is typed, or what happens before the next line is typed; it may be a Ctrl+C."""


def ctrl_c() -> None:
    """Press Ctrl+C."""
    raise KeyboardInterrupt


class Person:
    """Somebody at a terminal; things may happen between two lines."""

    def __init__(self, lines: Iterable[Line], at_terminal: bool) -> None:
        self.at_terminal = at_terminal
        self.prompts: list[str] = []
        self._lines: Iterator[Line] = iter(lines)

    def command(self, prompt: str) -> str:
        """Type the next command."""
        return self.line(prompt)

    def line(self, prompt: str) -> str:
        """Type the next line."""
        self.prompts.append(prompt)
        for line in self._lines:
            if isinstance(line, str):
                return line
            line()
        raise Ended


class Bed:
    """A store with three letters in it, in the hands of lena."""

    def __init__(self, url: str) -> None:
        self.clock = ManualClock(MONDAY)
        self.behind = Backstage()
        self.url = url
        self.store: Store
        self.session: Session
        self.cases: list[int] = []
        self.talks: list[Talk] = []
        self.prompts: list[str] = []
        self._mails = 0

    def __enter__(self) -> "Bed":
        self.behind.__enter__()
        self.store = self.wait(open_store(self.url, clock=self.clock))
        self.act("system", LoadSetup, setup=replace(SETUP, version=0))
        for name, subject in (
            ("Ada Lovelace", "Charged twice for the same order"),
            ("Nick Cave", "Where is my parcel?"),
            ("Grace Hopper", "A moth in the invoice"),
        ):
            self.cases.append(self.mail(name, subject))
        for person in ("lena", "omar"):
            self.act(person, SetAgentState, state="available")
        self.clock.advance(MINUTE)
        self.session = self.seat("lena")
        return self

    def __exit__(self, *error: Any) -> None:
        self.wait(self.store.close())
        self.behind.__exit__(None, None, None)

    def wait(self, work: Coroutine[Any, Any, T]) -> T:
        """Do work where the store is."""
        return self.behind.wait(work)

    def seat(self, person: str) -> Session:
        """Return somebody's session."""
        setup = self.wait(self.store.reads.setup())
        return Session(self.store, setup, setup.person(person))

    def act(self, actor: str, kind: Any, **fields: Any) -> Any:
        """Let somebody do something."""
        return self.wait(Desk(self.store, actor).act(kind, **fields)).result

    def mail(self, name: str, subject: str, body: str = "", **more: Any) -> int:
        """Let a customer write; return the case."""
        self._mails += 1
        self.clock.advance(MINUTE)
        text = body or f"Hello,\n\nplease help me: {subject}"
        address = f"{name.split()[0].lower()}@there.example"
        result = self.act(
            "customer",
            Receive,
            from_address=address,
            from_name=name,
            to=("billing@desk.example",),
            subject=subject,
            body=text,
            **{"reply_text": text, "rfc_id": f"{self._mails}@there.example", **more},
        )
        return int(result["case_id"])

    def answer(self, name: str, body: str) -> None:
        """Add an answer to insert."""
        self.act("mona", KeepAnswer, id=name.lower(), name=name, body=body)

    def talk(self, *lines: Line, typed: bool = True, ascii_only: bool = False) -> str:
        """Talk and return all that was said. ``typed`` says that a person is there."""
        out, person = StringIO(), Person(lines, typed)
        voice = Voice(person, out, cells=200, ascii_only=ascii_only)
        try:
            talk(self.session, self.behind, voice, self.talks)
        finally:
            self.prompts = person.prompts
        return out.getvalue()

    def script(self, *lines: str) -> str:
        """Talk as a script does: the first thing that cannot be done is raised."""
        return self.talk(*lines, typed=False)

    def case(self, number: int) -> CaseView:
        """Return how the n-th letter's case stands."""
        view = self.wait(self.store.reads.case(self.cases[number]))
        assert view is not None
        return view

    def draft(self, number: int, kind: str = "reply") -> Draft | None:
        """Return lena's draft in the n-th letter's case."""
        return self.wait(self.store.live.draft("lena", self.cases[number], kind))

    def until_news(self, words: str) -> Callable[[], None]:
        """Return what waits until the open conversation has heard of something."""

        def wait() -> None:
            news = self.talks[-1].table.news
            deadline = time.monotonic() + 20
            while not any(words in line for line in news._lines):
                assert time.monotonic() < deadline, f"no news of “{words}”: {list(news._lines)}"
                time.sleep(0.01)

        return wait
