"""What somebody may have meant by a name that is none."""

from collections.abc import Iterable


def nearest(name: str, known: Iterable[str], none: str = "There are none.") -> str:
    """Say in a sentence which known name is the nearest, or which there are; ``none`` if none."""
    from difflib import get_close_matches  # on first use: most names are right

    names = list(known)
    near = get_close_matches(name, names, 1)
    if near:
        return f"Did you mean {near[0]}?"
    return f"There are {', '.join(names)}." if names else none
