"""Looking for what nobody holds any more while no key is pressed.

The widgets of a screen hold each other, so that only a search of the collector finds them gone.
Left alone it searches all there is so rarely that tens of thousands of dead objects wait for it;
the memory that they take at their most is never given back whole.
"""

import gc

from agentdesk.tui.kit.router import KeyRouter

THRESHOLDS = (5_000, 5, 5)
"""So many new objects begin a search among them, so many searches one among older ones."""
IDLE_S = 2.0
"""Whoever has not pressed a key for so long reads, and presses none in the next moment."""


def begin() -> None:
    """Begin to search often, and never among what is there by now: that stays."""
    gc.freeze()
    gc.set_threshold(*THRESHOLDS)
    gc.enable()


def tidy(router: KeyRouter) -> None:
    """Search everything once, if enough has come since the last time and no key is pressed."""
    if gc.get_count()[2] and router.idle_s >= IDLE_S:
        gc.collect()
