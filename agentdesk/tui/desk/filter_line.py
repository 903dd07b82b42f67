"""The line at the queue's foot into which a filter is typed."""

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.message import Message
from textual.widgets import Input, Static


class FilterLine(Horizontal):
    """A slash and one line to write in. What is typed is told at once."""

    class Typed(Message):
        """The words have changed."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

        def can_replace(self, message: Message) -> bool:
            """Later words make earlier ones pointless."""
            return isinstance(message, FilterLine.Typed)

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.box = Input(placeholder="customer, subject, number, queue, owner, tag", compact=True)

    def compose(self) -> ComposeResult:
        """Lay out the slash and the line."""
        yield Static("/", classes="prompt")
        yield self.box

    def on_input_changed(self, event: Input.Changed) -> None:
        """Tell what is typed."""
        event.stop()
        self.post_message(self.Typed(event.value))

    def open(self, text: str) -> None:
        """Show the line with these words in it, and take the keyboard."""
        self.add_class("open")
        with self.prevent(Input.Changed):
            self.box.value = text
        self.box.cursor_position = len(text)
        self.screen.set_focus(self.box, scroll_visible=False)

    def close(self) -> None:
        """Hide the line; what the list shows stays."""
        self.remove_class("open")
