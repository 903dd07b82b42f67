"""Going to the training room: a program of its own, in which nothing can reach a customer."""

import subprocess
import sys
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from agentdesk.clock import MINUTE
from agentdesk.data.errors import StoreError
from agentdesk.sheetplan import Choice, Option, SheetPlan
from agentdesk.tui.desk.host import Action, Host
from agentdesk.tui.kit.picker import Pick, Picker

LEVELS = ("easy", "middle", "hard")
AWAY = "training"
"""The away reason that is said meanwhile, where the set-up has it."""
MODES = (
    Option("practise", "practise", hint="the clock stops, goes back; hints"),
    Option("watch", "watch", hint="see the expert work it"),
    Option("predict", "predict", hint="say before each act what you would do"),
    Option("exam", "exam", hint="as in earnest: no stop, no hints"),
)


async def _go(host: Host) -> None:
    chosen = await host.ask(
        Picker(_find, prompt="train", asks="a scenario, or an attempt to go on with",
               nothing="There is no such scenario.", glyphs=host.desk.glyphs)
    )  # fmt: skip
    if chosen is None:
        return
    words = chosen.value.split(" ")
    if words[0] == "start":
        mode = await _mode(host, chosen.label)
        if mode is None:
            return
        words += ["--mode", mode]
    await _be_away(host)
    _train(host, words)


async def _mode(host: Host, title: str) -> str | None:
    intro = "Your desk stands still meanwhile: cases you have not begun may go back to the queue."
    plan = SheetPlan(title, (Choice("mode", "How", MODES),), intro=intro, apply="begins")
    answers = await host.sheet(plan)
    return None if answers is None else answers["mode"]


async def _be_away(host: Host) -> None:
    """Say that one is away for training, where the set-up knows that reason."""
    from agentdesk.desk.presence import SetAgentState

    setup = host.need_bench().session.setup
    if any(reason.id == AWAY for reason in setup.away_reasons):
        await host.do(SetAgentState(**host.ids(), state="unavailable", reason=AWAY))


def _train(host: Host, words: Sequence[str]) -> None:
    """Give the terminal to the training room until it is left."""
    with host.suspend():
        code = subprocess.call([sys.executable, "-m", "agentdesk", "train", *words])
    why = "" if code == 0 else " It ended with an error."
    host.say(f"Back at the desk.{why} a says that you are available again.")


async def _find(text: str) -> Sequence[Pick]:
    """Return the attempts that can be gone on with, then the scenarios, that have the words."""
    asked = text.casefold().split()
    found = (*_attempts(), *_scenarios())
    return [one for one in found if all(word in _words(one) for word in asked)]


@cache
def _scenarios() -> tuple[Pick, ...]:
    from agentdesk.training.reading import shipped, shipped_scenario

    found = [shipped_scenario(name) for name in shipped()]
    found.sort(key=lambda one: (LEVELS.index(one.level), one.length))
    return tuple(
        Pick(f"start {one.name}", one.title, f"{one.level}, {one.length // MINUTE} minutes")
        for one in found
    )


def _attempts() -> list[Pick]:
    from agentdesk.training.attempts.book import Book
    from agentdesk.training.attempts.place import Rooms

    def of(folder: Path) -> Pick | None:
        try:
            book = Book(folder / "book.db")
        except StoreError:
            return None
        try:
            if book.state != "working" or book.about.mode not in ("practise", "exam"):
                return None
            return Pick(f"resume {folder.name}", f"go on with {folder.name}", book.about.mode)
        finally:
            book.close()

    picks = (of(folder) for folder in Rooms().list())
    return [pick for pick in picks if pick is not None][-3:]


def _words(pick: Pick) -> str:
    return f"{pick.value} {pick.label} {pick.hint}".casefold()


ACTIONS: dict[str, Action] = {"training.room": _go}
