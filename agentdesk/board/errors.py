"""What can go wrong with a board, each with one sentence for the person who watches it."""


class BoardError(Exception):
    """What was asked of the board cannot be shown; ``str()`` is the sentence."""
