"""How a desk is opened: what it says first, what it remembers, what it asks."""

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from agentdesk.clock import Clock


class Opening(NamedTuple):
    """What differs between a first start, a later one and the sample."""

    greeting: str = ""
    """The footer's first sentence."""
    history_file: Path | None = None
    """Where typed commands are remembered between two starts; ``None``: nowhere."""
    keep_preset: Callable[[str], None] | None = None
    """Given at a person's first start, which asks for the keys: keeps the answer. May raise
    ``OSError``."""

    clock: Clock | None = None
    """The desk's clock, where it is not the store's own: the sample's may run faster."""
    lessons: bool = False
    """Say the next sensible key while somebody tries the desk out."""


ORDINARY = Opening()
