"""A pane: a thin round border with its number and title, and a word on its lower edge."""

from textual.containers import Container
from textual.content import Content
from textual.geometry import Region


class Pane(Container):
    """Holds one widget. Titles are plain text: customers type brackets."""

    def set_title(self, text: str) -> None:
        """Write the title on the upper edge; only that edge is repainted."""
        self._border_title = Content(text)
        self._refresh_edge(-1)

    def set_edge(self, text: str) -> None:
        """Write on the lower edge; only that edge is repainted."""
        self._border_subtitle = Content(text)
        self._refresh_edge(self.content_size.height)

    def _refresh_edge(self, y: int) -> None:
        if self.is_mounted:
            self.refresh(Region(-1, y, self.outer_size.width, 1))
