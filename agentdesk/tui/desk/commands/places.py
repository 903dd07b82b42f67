"""Where a command can be given: the sets of contexts that rows share."""

from agentdesk.tui.kit.commands import (
    ANYWHERE,
    CASE,
    CHAT,
    COMPOSER,
    FILTER,
    FIND,
    FOUND,
    QUEUE,
    SEARCH,
)

LIST = frozenset({QUEUE, CASE})
"""On the highlighted or open case."""
ANY = frozenset({ANYWHERE})
"""Everywhere, text box and sheets included."""
WRITE = frozenset({COMPOSER, CHAT})
"""In the text box."""
CHAT_ONLY = frozenset({CHAT})
"""In the text box of a chat."""
CASE_ONLY = frozenset({CASE})
"""In the panes beside the queue."""
SEARCH_ONLY = frozenset({SEARCH})
"""In the line that searches the answers."""
QUEUE_ONLY = frozenset({QUEUE})
"""In the queue."""
FILTER_ONLY = frozenset({FILTER})
"""In the line that filters the queue."""
FIND_ONLY = frozenset({FIND})
"""In the line that searches everything."""
FOUND_ONLY = frozenset({FOUND})
"""On what a search found."""
ROWS = LIST | FILTER_ONLY | SEARCH_ONLY
"""Where arrows move over the list."""
