"""The pieces that snapshots share, in memory: those asked for last, whoever asked for them."""

import threading
from collections import OrderedDict
from collections.abc import Sequence
from typing import Any

from agentdesk.board.ledger.pieces import Head, Piece, id_of
from agentdesk.board.snapshots import Snapshots

MOST = 120_000
"""Records that are kept for the next who asks: those of some weeks of a busy desk."""


class Sharing:
    """Finds pieces in memory or in the cache. Blocking; safe to use from several threads."""

    def __init__(self, snapshots: Snapshots, most: int = MOST) -> None:
        self._snapshots, self._most = snapshots, most
        self._lock = threading.Lock()
        self._known: OrderedDict[bytes, Piece[Any]] = OrderedDict()
        self._records = 0

    def find(self, cls: type[Any], heads: Sequence[Head]) -> list[Piece[Any]]:
        """Return the pieces of a kind with these heads. Raises ``ValueError`` for one not there."""
        with self._lock:
            missing = [head.id for head in heads if head.id not in self._known]
            read = self._snapshots.pieces(missing) if missing else {}
            found = [self._one(cls, head, read) for head in heads]
            while self._records > self._most and len(self._known) > len(heads):
                _, piece = self._known.popitem(last=False)
                self._records -= piece.head.size
            return found

    def _one(self, cls: type[Any], head: Head, read: dict[bytes, bytes]) -> Piece[Any]:
        piece = self._known.get(head.id)
        if piece is not None:
            self._known.move_to_end(head.id)
            return piece
        data = read.get(head.id)
        if data is None or id_of(data) != head.id:
            raise ValueError("a piece of the snapshot is missing or damaged")
        piece = self._known[head.id] = Piece(cls, head, data)
        self._records += head.size
        return piece
