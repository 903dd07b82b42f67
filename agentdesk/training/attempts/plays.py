"""Plays remembered in memory beside their snapshots: quicker than to make them anew of the log.

They are never written into a file: whoever may write there could make this program do anything.
"""

import io
import pickle
from typing import Any

from agentdesk.clock import ManualClock
from agentdesk.training.play.play import Play
from agentdesk.training.scenario import Scenario

MOST = 64
"""So many are remembered, one or two megabytes each at the end of a long shift."""


class Plays:
    """The plays of some snapshots, by the names of their files."""

    def __init__(self, scenario: Scenario) -> None:
        self._scenario = scenario
        self._known: dict[str, bytes] = {}

    def keep(self, name: str, play: Play) -> None:
        """Remember a play as it stands; the one kept longest is forgotten."""
        memory = io.BytesIO()
        pickler = _Pickler(memory, protocol=5)
        pickler.shared = {id(self._scenario): "scenario", id(play.clock): "clock"}
        pickler.dump(play)
        self._known[name] = memory.getvalue()
        if len(self._known) > MOST:
            del self._known[next(iter(self._known))]

    def made(self, name: str, clock: ManualClock) -> Play | None:
        """Return a play as it stood, on a clock of its own; ``None`` if it is not remembered."""
        found = self._known.get(name)
        if found is None:
            return None
        unpickler = _Unpickler(io.BytesIO(found))
        unpickler.shared = {"scenario": self._scenario, "clock": clock}
        play: Play = unpickler.load()
        clock.at = play.now
        return play


class _Pickler(pickle.Pickler):
    shared: dict[int, str]

    def persistent_id(self, found: Any) -> str | None:
        """Name what every play of the attempt shares."""
        return self.shared.get(id(found))


class _Unpickler(pickle.Unpickler):
    shared: dict[str, Any]

    def persistent_load(self, name: Any) -> Any:
        """Return what every play of the attempt shares."""
        return self.shared[name]
