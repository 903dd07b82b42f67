"""A process that only writes: units that another one decides, one after the other.

Units of thousands of rows take long to decide and long to write. Here they are written while the
next is decided. The process ends when its standard input does, so it never outlives whoever began
it, and what that one had not yet heard of as written is then not written either.
"""

import os
import sqlite3
import struct
import sys
from contextlib import closing, suppress
from pathlib import Path
from typing import IO

import msgspec

from agentdesk.data.errors import StoreError
from agentdesk.data.sqlite.connecting import connect
from agentdesk.data.sqlite.emptying import empty_log, leave_to_rounds
from agentdesk.data.sqlite.indexing import merge_some
from agentdesk.data.sqlite.lock import TurnLock
from agentdesk.data.sqlite.parcel import Behind, put_parcel
from agentdesk.data.sqlite.paths import Paths, file_mode, paths_of
from agentdesk.data.sqlite.schema import version_trouble
from agentdesk.data.sqlite.trouble import explained
from agentdesk.data.sqlite.unit import roll_back
from agentdesk.domain.events import BadEvent

_LENGTH = struct.Struct("<Q")


class Reply(msgspec.Struct, frozen=True, array_like=True):
    """What became of a parcel: written, or the error's name and its sentence."""

    error: str = ""
    sentence: str = ""


class Alone(Exception):
    """Whoever wanted it written has ended."""


def send(pipe: IO[bytes], body: bytes) -> None:
    """Send something of any length. Raises ``OSError``."""
    pipe.write(_LENGTH.pack(len(body)))
    pipe.write(body)
    pipe.flush()


def receive(pipe: IO[bytes]) -> bytes:
    """Receive what :func:`send` sent; nothing if the other one has ended."""
    head = pipe.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        return b""
    (length,) = _LENGTH.unpack(head)
    body = pipe.read(length)
    return body if len(body) == length else b""


class Scribe:
    """Writes parcels into one store."""

    def __init__(self, paths: Paths) -> None:
        self._paths = paths
        self._master = os.getppid()

    def run(self, parcels: IO[bytes], replies: IO[bytes]) -> None:
        """Write what comes until nothing comes any more, or something cannot be written."""
        lock = TurnLock(self._paths.lock, file_mode(self._paths.db.parent))
        with explained(self._paths.db), closing(connect(self._paths.db)) as db, closing(lock):
            leave_to_rounds(db)
            while body := receive(parcels):
                self._write(db, lock, body)
                send(replies, msgspec.msgpack.encode(Reply()))
                with suppress(sqlite3.Error, OSError):
                    merge_some(db, lock)
                empty_log(db, self._paths.db, lock)

    def _write(self, db: sqlite3.Connection, lock: TurnLock, parcel: bytes) -> None:
        with lock.turn():
            db.execute("BEGIN IMMEDIATE")
            try:
                trouble = version_trouble(db, self._paths.db)
                if trouble is not None:
                    raise trouble
                put_parcel(db, parcel)
                if os.getppid() != self._master:
                    raise Alone
                db.execute("COMMIT")
            except BaseException:
                roll_back(db)
                raise
        lock.ring()


def main(path: str) -> None:
    """Write what comes on standard input, and say on standard output what became of it."""
    replies = sys.stdout.buffer
    try:
        Scribe(paths_of(Path(path))).run(sys.stdin.buffer, replies)
    except Alone:
        return
    except Behind:
        reply = Reply("StoreBusy", _BEHIND)
    except StoreError as error:
        reply = Reply(type(error).__name__, str(error))
    except (BadEvent, msgspec.ValidationError) as error:
        reply = Reply("StoreError", str(error))
    else:
        return
    # Nobody may be there any more to hear it.
    with suppress(OSError):
        send(replies, msgspec.msgpack.encode(reply))


_BEHIND = (
    "Another program wrote into the store meanwhile, so this was stopped. What was done before is "
    "kept: look that nobody else is at work in it, and do it again."
)

if __name__ == "__main__":
    main(sys.argv[1])
