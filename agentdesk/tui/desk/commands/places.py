"""Where a command can be given: the sets of contexts that rows share."""

from agentdesk.tui.kit.commands import ANYWHERE, CASE, COMPOSER, FILTER, QUEUE

LIST = frozenset({QUEUE, CASE})
"""On the highlighted or open case."""
ANY = frozenset({ANYWHERE})
"""Everywhere, text box and sheets included."""
WRITE = frozenset({COMPOSER})
"""In the text box."""
QUEUE_ONLY = frozenset({QUEUE})
"""In the queue."""
FILTER_ONLY = frozenset({FILTER})
"""In the line that filters the queue."""
ROWS = LIST | FILTER_ONLY
"""Where arrows move over the list."""
