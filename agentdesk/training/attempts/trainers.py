"""What trainers want of a room, taken from its book while it is open."""

from typing import TYPE_CHECKING

from agentdesk.clock import MINUTE
from agentdesk.data.errors import Refused, StoreError
from agentdesk.training.attempts.rows import Control, Tag
from agentdesk.training.play.inputs import Input, SetOff, Tagged

if TYPE_CHECKING:
    from agentdesk.training.attempts.room import Room

LONG_AGO = MINUTE
"""What was wanted so long before a room was opened was meant for whoever was there then."""
NOBODY = "Nobody had this attempt open when that was wanted of it."
ONLY_WORKED = "That is only possible where somebody works: this attempt is watched."


class Trainers:
    """Hears trainers on behalf of a room."""

    def __init__(self, room: "Room") -> None:
        self._room = room
        self._stamp: int | None = None
        self._since = room.clock.wall.now() - LONG_AGO

    async def hear(self) -> None:
        """Do what was wanted since the last time; what cannot be done is answered so."""
        book = self._room.book
        stamp = book.stamp()
        if stamp == self._stamp:
            return
        self._stamp = stamp
        for control in book.controls(pending=True):
            answer = await self._answer(control) if control.wall >= self._since else NOBODY
            book.controlled(control.id, self._room.clock.wall.now(), answer)
            self._room.wanted = None if answer else control
            self._room.changed("control")
        for tag in book.tags():
            if tag.input is None and self._room.script is None and book.state == "working":
                await self._feel(tag)
        self._room.hear_whispers()
        self._room.changed("whisper")

    async def _answer(self, control: Control) -> str:
        room = self._room
        try:
            if control.what == "pause":
                await room.stop()
            elif control.what == "go_on":
                await room.go_on()
            elif control.what == "end":
                await room.finish()
            else:
                await self._set_off(control.detail)
        except Refused as refused:
            return refused.sentence
        return ""

    async def _set_off(self, inject: str) -> None:
        known = [one.id for one in self._room.scenario.injects]
        if inject not in known:
            raise Refused(f"This scenario has no inject “{inject}”: it has {', '.join(known)}.")
        if self._room.script is not None:
            raise Refused(ONLY_WORKED)
        store = self._room.store

        def made() -> tuple[tuple[Input, ...], int]:
            at = store.clock.now()
            return (SetOff(store.line.inputs + 1, at, inject),), at

        await store.play(made)

    async def _feel(self, tag: Tag) -> None:
        """Let customers feel what a trainer says of a text."""
        store = self._room.store

        def made() -> tuple[tuple[Input, ...], int]:
            at, n = store.clock.now(), store.line.inputs + 1
            return (Tagged(n, at, tag.message_id, tag.words, tag.by),), at

        try:
            n = await store.play(made)
        except (KeyError, ValueError, StoreError):
            # It says nothing of a text of this branch: the report has it all the same.
            n = 0
        self._room.book.felt(tag.id, n)
