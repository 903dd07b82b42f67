"""A page of rows beside the case in which a key chooses what is done with a row."""

from collections.abc import Mapping
from typing import NamedTuple

from textual import events

from agentdesk.tui.kit.glyphs import UNICODE, Glyphs
from agentdesk.tui.kit.keynames import Token
from agentdesk.tui.kit.preview import Preview
from agentdesk.tui.kit.stops import MakeRows


class Chosen(NamedTuple):
    """The key that was pressed, and the row it was pressed on."""

    key: str
    target: object


class Chooser(Preview):
    """Rows to choose from. ``digits`` choose a row at once; ``letters`` do something to it."""

    def __init__(
        self,
        title: str,
        make: MakeRows,
        *,
        enter: str,
        digits: Mapping[str, object] | None = None,
        letters: Mapping[str, str] | None = None,
        ticks: bool = False,
        glyphs: Glyphs = UNICODE,
    ) -> None:
        self._letters = letters or {}
        also = [f"{key} {word}" for key, word in self._letters.items()]
        super().__init__(title, make, enter=enter, also=also, glyphs=glyphs)
        self._digits = digits or {}
        self._ticks = ticks

    def on_mount(self) -> None:
        """Show the rows; where they tell the time, anew each second."""
        super().on_mount()
        if self._ticks:
            self.set_interval(1, self.view.renew)

    def take_key(self, token: Token, event: events.Event) -> bool:
        """Choose, or do something with the row one is on; else move or leave."""
        if token in self._digits:
            self.dismiss(Chosen("enter", self._digits[token]))
        elif token in self._letters or token == "enter":
            if self.view.chosen is not None:
                self.dismiss(Chosen(token, self.view.chosen))
        else:
            return super().take_key(token, event)
        return True
