"""What somebody may have meant by a name that is none."""

from collections.abc import Iterable
from difflib import get_close_matches


def hint(name: str, names: Iterable[str]) -> str:
    """Say which name may have been meant, or which there are."""
    choices = list(names)
    near = get_close_matches(name, choices, 1) or get_close_matches(
        name.lower(), [choice for choice in choices if choice.islower()], 1
    )
    if near:
        return f"Did you mean {near[0]}?"
    few = ", ".join(choices[:20])
    return f"There are {few}{' and others' if len(choices) > 20 else ''}."
