"""A scripted agent at a real desk: takes, answers, notes, resolves, looks around, takes back.

Seeded; what it presses depends on what it meets, so two runs differ as their customers do.
"""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from contextlib import suppress
from random import Random

from agentdesk.sheetplan import Choice, digits_of
from agentdesk.tui.desk.commands import registry
from agentdesk.tui.kit.picker import Picker
from agentdesk.tui.kit.sheet import Sheet
from tests.tui.desk_bed import Bed, key_of

LEFT_OUT = frozenset({"quit", "suspend", "write.editor"})
"""Commands that leave the desk."""
WORDS = (
    "We look into it and write again today.",
    "Die Pumpe ist unterwegs; sie sollte morgen da sein.",
    "お待ちください。",
    "Please send us the number on the back.",
)
VIEWS = "aemwzlrhuo"
SIZES = ((80, 24), (200, 50), (60, 16), (120, 36))
LINES = (
    ":priority 2 it spreads",
    ":tag pump",
    ":note They called back.",
    ":snooze 2h",
    ":why",
    ":state available",
    ":nonsense",
    ":untag pump",
    ":release",
    ":promise 2d a call",
)
LOOKS = ("?", "D", "gw", "gr", "U", "fh", "y", "Y", "c", "3", "m", "mm", "f", "gm", "G", "gg")
SHEETS = ("p", "#", "v", "P", "s", "L", "exclamation_mark", "N", "a", "r", "e", "W")


class Agent:
    """Works at a desk with keys, one thing after the other."""

    def __init__(self, bed: Bed, seed: int) -> None:
        self.bed = bed
        self.chance = Random(f"{seed}/agent")
        self.done: Counter[str] = Counter()
        """How often each thing was begun."""
        self.keys = 0
        self.recent: list[str] = []
        """The last keys, to tell what led to a failure."""
        self.commands = [c for c in registry() if c.palette and c.id not in LEFT_OUT]

    @property
    def writing(self) -> bool:
        """Whether the keyboard is in the text box."""
        return self.bed.app.desk.writing

    async def press(self, *keys: str) -> None:
        """Press keys, each worked off before the next."""
        for key in keys:
            self.keys += 1
            self.recent = [*self.recent[-60:], key]
            self.bed.app.router.read([key_of(key)])
            await self.settle()

    async def type(self, text: str) -> None:
        """Type a text, in bunches as a quick hand does."""
        self.keys += len(text)
        self.recent = [*self.recent[-60:], repr(text)]
        for character in text:
            self.bed.app.router.read([key_of(character)])
            await self.bed.app.router.settled()
        await self.settle()

    async def settle(self) -> None:
        """Wait until the keys are worked off, or a sheet waits for more, and it is painted."""
        app = self.bed.app
        await app.router.settled()
        await self.bed.until(lambda: app.busy == 0 or app.screen is not app.desk)
        painted = asyncio.Event()
        app.screen.call_after_refresh(painted.set)
        with suppress(TimeoutError):
            # A screen that is just being left never refreshes.
            await asyncio.wait_for(painted.wait(), 0.2)

    async def one_thing(self) -> None:
        """Do one thing of a shift, and come back to the queue."""
        weights, acts = zip(*self._weighted, strict=True)
        act = self.chance.choices(acts, weights)[0]
        self.done[act.__name__.strip("_")] += 1
        await act(self)
        await self.finish()
        if self.chance.random() < 0.15:
            await self.press(self.chance.choice(("u", "u", "U")))
            await self.finish()

    async def finish(self) -> None:
        """Answer or leave whatever is open, until the keyboard is in the queue again."""
        for _ in range(25):
            screen = self.bed.app.screen
            if screen is self.bed.app.desk:
                break
            if isinstance(screen, Sheet) and self.chance.random() < 0.85:
                await self._fill(screen)
            elif isinstance(screen, Picker) and self.chance.random() < 0.6:
                await self.press(self.chance.choice(("down", "a", "e")), "enter")
            else:
                await self.press("escape")
        desk = self.bed.app.desk
        for _ in range(4):
            if not (desk.writing or desk.searching or desk.filtering):
                break
            await self.press("escape")
        if self.bed.app.screen is desk and not desk.writing:
            await self.press("g", "q")

    async def _fill(self, sheet: Sheet) -> None:
        """Answer the field the keyboard is in."""
        field = sheet.state.field
        if isinstance(field, Choice):
            digits = [digit for digit in digits_of(field) if digit]
            if digits and self.chance.random() < 0.8:
                await self.press(self.chance.choice(digits))
            else:
                await self.press("down", "space")
            await self.press("enter")
        else:
            await self.type(self._for(field.name))
            await self.press("enter")

    def _for(self, name: str) -> str:
        """Return what is written into a field of a sheet."""
        return {
            "date": self.chance.choice(("2d", "4h", "when the moon is full")),
            "party": "carrier",
            "promised": "nothing",
        }.get(name, self.chance.choice(("It was the part.", "pump", "ada", "2")))

    # ---- what an agent does

    async def _take(self) -> None:
        await self.press("T")

    async def _take_chosen(self) -> None:
        await self.press(*["j"] * self.chance.randrange(1, 6), "t")

    async def _reply(self) -> None:
        await self.press("g", "m", "i")
        if self.writing and self.chance.random() < 0.2:
            await self.press("ctrl+o", "down", "enter")
        if not self.writing:
            return
        await self.type(self.chance.choice(WORDS))
        end = self.chance.choice(("ctrl+s", "ctrl+s", "ctrl+f", "ctrl+r", "escape", "enter"))
        await self.press(end)

    async def _note(self) -> None:
        await self.press("g", "m", "n")
        if self.writing:
            await self.type(self.chance.choice(WORDS))
            await self.press("ctrl+s")

    async def _resolve(self) -> None:
        await self.press("g", "m", "r")

    async def _escalate(self) -> None:
        await self.press("g", "m", "e")

    async def _look(self) -> None:
        await self.press(*self.chance.choice(LOOKS))
        await self.press("j", "j")

    async def _sheet(self) -> None:
        await self.press(*["j"] * self.chance.randrange(4), self.chance.choice(SHEETS))

    async def _view(self) -> None:
        await self.press("f", self.chance.choice(VIEWS), "j", "j", "enter")
        await self.press("escape", "f", "a")

    async def _filter(self) -> None:
        await self.press("slash")
        if self.bed.app.desk.filtering:
            await self.type(self.chance.choice(("pump", "P1", "machines", "zzz", "ä")))
            await self.press("enter", "j", "escape", "escape")

    async def _customer(self) -> None:
        await self.press("g", "m", "3", "j", "j", "enter", "j", "escape", "space", "l", "h")

    async def _read(self) -> None:
        await self.press("j", "enter", "j", "j", "k", "space", "G", "escape")

    async def _palette(self) -> None:
        command = self.chance.choice(self.commands)
        self.done[command.id] += 1
        await self.press("ctrl+p")
        await self.type(command.title)
        await self.press("enter")

    async def _typed(self) -> None:
        line = self.chance.choice(LINES)
        await self.press("g", "m", "colon")
        await self.type(line[1:])
        await self.press("enter")

    async def _marks(self) -> None:
        await self.press("space", "space", "space", self.chance.choice(("#", "p", "r", "L")))
        await self.finish()
        await self.press("asterisk", "asterisk")

    async def _resize(self) -> None:
        for columns, lines in (self.chance.choice(SIZES), SIZES[-1]):
            await self.bed.pilot.resize_terminal(columns, lines)
            await self.settle()

    async def _theme(self) -> None:
        await self.press("ctrl+p")
        await self.type("dark or light")
        await self.press("enter")

    async def _be_there(self) -> None:
        agent = self.bed.app.need_bench().agent
        if agent is not None and agent[0].state != "available":
            await self.press("W", "1", "enter")

    _weighted: tuple[tuple[int, Callable[["Agent"], Awaitable[None]]], ...] = (
        (12, _take),
        (3, _take_chosen),
        (22, _reply),
        (6, _note),
        (8, _resolve),
        (3, _escalate),
        (8, _look),
        (8, _sheet),
        (6, _view),
        (4, _filter),
        (7, _customer),
        (6, _read),
        (10, _palette),
        (5, _typed),
        (3, _marks),
        (2, _resize),
        (1, _theme),
        (6, _be_there),
    )
