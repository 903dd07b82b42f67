"""Where the keyboard is on the desk, and what a slash does in its text boxes."""

from agentdesk.tui.desk.screen import DeskScreen
from agentdesk.tui.kit.commands import CASE, CHAT, COMPOSER, FILTER, FIND, FOUND, QUEUE, SEARCH


def context_of(desk: DeskScreen) -> str:
    """Return the context of the keys on a desk that nothing covers."""
    if desk.pane == "search":
        return FIND if desk.asking else FOUND
    if desk.writing:
        box = desk.composer
        return CHAT if box is not None and box.in_chat else COMPOSER
    if desk.searching:
        return SEARCH
    if desk.filtering:
        return FILTER
    return QUEUE if desk.pane == "queue" else CASE


def slash_command(desk: DeskScreen) -> str:
    """Return what a slash does: one that begins a line finds an answer, a second one is a slash.

    Nothing where it is a letter as any other.
    """
    box, line = desk.composer, desk.search_line
    if box is None or box.writing is None:
        return ""
    if desk.writing:
        return "answers.slash" if box.at_line_start else ""
    again = desk.searching and line is not None and not line.box.value
    return "answers.slash_again" if again else ""
