"""The desk on a room: the same screens, rules and keys, under a band that says it is training."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import tzinfo
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from agentdesk.clock import Clock
from agentdesk.data.errors import Refused, StoreError
from agentdesk.seat.session import Session
from agentdesk.sheetplan import Choice, Option, SheetPlan
from agentdesk.training import moments
from agentdesk.tui.desk.app import DeskApp
from agentdesk.tui.desk.host import Action, Host
from agentdesk.tui.desk.opening import ORDINARY, Opening
from agentdesk.tui.desk.screen import DeskScreen
from agentdesk.tui.kit.behind import run_behind
from agentdesk.tui.kit.commands import CASE, CHAT, COMPOSER, QUEUE, TRAINING
from agentdesk.tui.kit.keymap import Keymap
from agentdesk.tui.kit.theme import DARK
from agentdesk.tui.training.band import Band, Shown

if TYPE_CHECKING:
    from textual.widget import Widget

    from agentdesk.training.attempts.room import Room
    from agentdesk.training.attempts.rows import Control

RoomOpener = Callable[[], Awaitable["Room"]]
BARE = ("watch", "predict")
"""Modes in which the transport's keys need no F5: nobody works meanwhile."""
BACK = 94
"""How much it matters that the way back from the transport line is listed."""
LEFT = "where you left"
"""How a bookmark is called that was kept by itself."""
WHERE_S = 0.5
"""How often the room is told where on the screen the trainee is."""


class TrainingScreen(DeskScreen):
    """The desk's screen with a band on top."""

    def __init__(self, clock: Clock, *, ascii_only: bool = False) -> None:
        super().__init__(clock, ascii_only=ascii_only)
        self.header: Band = Band(glyphs=self.glyphs)


class TrainingDesk(DeskApp):
    """A trainee's desk. ``opener`` opens the room in which they work, or watch."""

    SCREEN = TrainingScreen

    def __init__(
        self,
        opener: RoomOpener,
        keymap: Keymap,
        *,
        clock: Clock,
        theme: str = DARK,
        ascii_only: bool = False,
        after_send: str = "stay",
        opening: Opening = ORDINARY,
    ) -> None:
        super().__init__(
            self._open_room,
            keymap,
            clock=clock,
            theme=theme,
            ascii_only=ascii_only,
            after_send=after_send,
            opening=opening,
        )
        self.room: Room | None = None
        self.line_open = False
        """Whether the transport line has the keys."""
        self.done = False
        """Whether the attempt was ended here."""
        self._open_it = opener
        self._left = False
        self._worked_in: Widget | None = None
        """Where the keyboard was before the transport line took it."""

    async def _open_room(self) -> Session:
        """Open the room, and a seat at it for whoever the scenario trains."""
        self.room = room = await self._open_it()
        setup = await room.store.reads.setup()
        self._band.told = self._shown
        room.on_change.append(self._changed)
        # What stands still is said on the band, and why it does.
        with suppress(Refused):
            await room.go_on()
        run_behind(self, room.run, "room")
        run_behind(self, self._say_where, "room")
        if room.about.mode in BARE:
            from agentdesk.tui.training.looking_on import LookingOn

            run_behind(self, LookingOn(self).run, "room")
        return Session(room.store, setup, room.me)

    # ---- what the band says

    @property
    def zone(self) -> tzinfo:
        """The zone of the shift's place."""
        return ZoneInfo(self.need_room().scenario.start.zone)

    @property
    def _band(self) -> Band:
        assert isinstance(self.desk.header, Band)
        return self.desk.header

    def _shown(self) -> Shown:
        room = self.need_room()
        band = room.band
        return Shown(
            mode=band.mode,
            title=band.title,
            at=band.at,
            left_ms=band.left_ms,
            zone=self.zone,
            speed=band.speed,
            running=band.running,
            line=self.line_open,
            over=band.over,
            asks=band.deed is not None,
            trouble=room.trouble or "",
        )

    async def _say_where(self) -> None:
        """Keep the room told of what lies on the desk: a trainer looks on."""
        while True:
            if (bench := self.bench) is not None:
                opened = bench.opened.case.row.id if bench.opened is not None else None
                waiting, mine = bench.counts.waiting, bench.counts.mine
                self.need_room().is_at(opened, self.desk.pane, waiting=waiting, mine=mine)
            await asyncio.sleep(WHERE_S)

    def _changed(self, what: str = "clock") -> None:
        """Show what became of the shift's time; say what a trainer whispers."""
        if self.bench is None or not self.is_running:
            return
        room = self.need_room()
        if what == "whisper":
            for whisper in room.band.whispers:
                self.say(f"{whisper.by} whispers: {whisper.text}")
                room.shown(whisper)
        if what == "control" and room.wanted is not None:
            self._say_wanted(room.wanted)
        self.bench.show_lines()
        self.show_hints()

    def _say_wanted(self, wanted: "Control") -> None:
        """Say who stopped the clock, let it go on or ended the attempt; what breaks in is seen."""
        end = ("training.end",) if self.bare else ("training.line", "training.end")
        keys = [self.router.keymap.label(id) for id in end]
        told = {
            "pause": "stopped the clock.",
            "go_on": "lets the clock go on.",
            "end": f"ended this attempt: {' '.join(keys)} shows what it came to.",
        }
        if (words := told.get(wanted.what)) is not None:
            self.say(f"{wanted.by} {words}")

    # ---- keys

    @property
    def bare(self) -> bool:
        """Whether the transport's keys act without F5."""
        return self.room is not None and self.room.about.mode in BARE

    def key_context(self) -> str:
        """Say where the keyboard is: on the transport line while that is open."""
        context = super().key_context()
        if self.screen is not self.desk:
            return context
        if self.line_open or (self.bare and context in (QUEUE, CASE)):
            return TRAINING
        return context

    def find_action(self, command_id: str) -> Action:
        """Return what a command does: the transport's own, or the desk's."""
        if command_id == "quit":
            return _quit
        if not command_id.startswith("training."):
            return super().find_action(command_id)
        from agentdesk.tui.training.transport import ACTIONS

        found = ACTIONS[command_id]

        async def act(host: Any) -> None:
            await found(self)

        return act

    def show_hints(self) -> None:
        """List the keys that make sense now; what F5 does hangs on whether the line is open."""
        super().show_hints()
        footer, key = self.desk.footer, self.router.keymap.label("training.line")
        if self.line_open:
            # However narrow the screen, the way back is among the first.
            rest = [one for one in footer.hints if one[0] != key]
            footer.show_hints([*rest[:1], (key, "back to work", BACK), *rest[1:]])

    def open_line(self) -> None:
        """Give the keys to the transport line; a text box keeps what is in it."""
        self.line_open = True
        if super().key_context() in (COMPOSER, CHAT):
            self._worked_in = self.focused
            self.desk.set_focus(None)
        self._changed()

    def close_line(self) -> None:
        """Give the keys back to where one was."""
        self.line_open = False
        if self._worked_in is not None and self._worked_in.is_mounted:
            self._worked_in.focus(scroll_visible=False)
        self._worked_in = None
        self._changed()

    # ---- what the transport asks of the screen

    def need_room(self) -> "Room":
        """Return the open room."""
        assert self.room is not None
        return self.room

    async def seek(self, at: int, *, branch: int | None = None) -> None:
        """Go to a moment of the shift; the screen reads everything anew.

        What is being written stays open on the way on, and with the moment that is left on
        the way back.
        """
        room = self.need_room()
        if room.script is not None or not room.is_ahead(at, branch):
            await self.leave_moment()
        await room.seek(at, branch)

    async def begin_again(self) -> None:
        """Go to the beginning of the shift, on a branch that shares nothing."""
        await self.leave_moment()
        await self.need_room().restart()

    async def leave_moment(self) -> None:
        """Keep where one is, to come back to, with what is being written."""
        room, box = self.need_room(), self.desk.composer
        wrote = box is not None and box.writing is not None and bool(box.text.strip())
        await self.close_composer()
        if box is not None and box.writing is not None:
            raise Refused("What you write cannot be kept yet: stay here until it is.")
        self._worked_in = None
        if room.script is None and (wrote or room.moved):
            await room.bookmark(f"{moments.shown(room.clock.now(), self.zone)}, {LEFT}")
        key = self.router.keymap.label("training.bookmarks")
        waits = f"What you were writing waits where you left: {key} goes back there."
        # What was said of another moment is true no more.
        self.say(waits if wrote else "")

    async def sure(self, question: str, apply: str, what: str) -> bool:
        """Ask before something that cannot be taken back."""
        choice = Choice("sure", what, (Option("no", "no, go on"), Option("yes", f"yes, {apply}")))
        answers = await self.sheet(SheetPlan(question, (choice,), apply=apply))
        return answers is not None and answers["sure"] == "yes"

    async def finish(self) -> None:
        """End the attempt, show what it came to, and leave."""
        from agentdesk.tui.training.report_page import report_page

        await self.close_composer()
        room = self.need_room()
        await room.finish()
        self.done = True
        self.say("One moment: the report is being worked out.")
        with suppress(StoreError, Refused):
            page = await report_page(room.folder, self.glyphs, beside=True)
            self.say("This attempt is over: Esc leaves.")
            await self.ask(page)
        await self.shut()

    async def open_ends(self) -> str:
        """Keep what is being written; say what quitting now would leave: an exam goes on."""
        from agentdesk.tui.desk.leaving import UNKEPT, kept

        if not await kept(self):
            return UNKEPT
        room = self.room
        if room is not None and room.about.mode == "exam" and not room.band.over:
            return "The exam goes on while you are away: come back with agentdesk train resume."
        return ""

    async def shut(self, code: int = 0) -> None:
        """Leave in order: the desk first, then the room."""
        self.workers.cancel_group(self, "room")
        await super().shut(code)
        if self.room is not None and not self._left:
            self._left = True
            await self.room.close()


async def _quit(host: Host) -> None:
    """Leave, after a question where something would be left open. The shift is left as it is.

    Cases stay with the trainee, calls as well: leaving is no act of the shift.
    """
    from agentdesk.seat.states import quit_sheet

    plan = quit_sheet(await host.open_ends(), None)
    if plan is not None:
        answer = await host.sheet(plan)
        if answer is None or answer.get("quit") == "no":
            return
    await host.shut()
