"""The line at the head of the answers into which a search is typed."""

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.message import Message
from textual.widgets import Input, Static


class AnswerSearch(Horizontal):
    """A slash and one line to write in. What is typed is told at once."""

    class Typed(Message):
        """The words have changed."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.box = Input(placeholder="name, shortcut, tag, words", compact=True)

    def compose(self) -> ComposeResult:
        """Lay out the slash and the line."""
        yield Static("/", classes="prompt")
        yield self.box

    def on_input_changed(self, event: Input.Changed) -> None:
        """Tell what is typed."""
        event.stop()
        self.post_message(self.Typed(event.value))

    def open(self) -> None:
        """Show the line, empty, and take the keyboard."""
        self.add_class("open")
        with self.prevent(Input.Changed):
            self.box.value = ""
        self.screen.set_focus(self.box, scroll_visible=False)

    def close(self) -> None:
        """Hide the line."""
        self.remove_class("open")
