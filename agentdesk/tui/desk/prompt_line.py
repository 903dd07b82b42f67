"""A line to write in that tells what is typed, letter by letter."""

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.message import Message
from textual.widgets import Input, Static


class PromptLine(Horizontal):
    """A slash and one line to write in. What is typed is told at once.

    A subclass has a ``Typed`` of its own, by which its words are told from those of others.
    """

    class Typed(Message):
        """The words have changed."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

        def can_replace(self, message: Message) -> bool:
            """Later words make earlier ones pointless."""
            return isinstance(message, type(self))

    def __init__(self, placeholder: str, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.box = Input(placeholder=placeholder, compact=True)

    def compose(self) -> ComposeResult:
        """Lay out the slash and the line."""
        yield Static("/", classes="prompt")
        yield self.box

    def on_input_changed(self, event: Input.Changed) -> None:
        """Tell what is typed."""
        event.stop()
        self.post_message(self.Typed(event.value))

    def put(self, text: str) -> None:
        """Write something into the line, without telling."""
        with self.prevent(Input.Changed):
            self.box.value = text
        self.box.cursor_position = len(text)

    def open(self, text: str = "") -> None:
        """Show the line with these words in it, and take the keyboard."""
        self.add_class("open")
        self.put(text)
        self.screen.set_focus(self.box, scroll_visible=False)

    def close(self) -> None:
        """Hide the line."""
        self.remove_class("open")
