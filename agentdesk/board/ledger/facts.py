"""The facts of warm records as bytes and back."""

from collections.abc import Callable, Sequence
from itertools import starmap
from typing import Any

import msgspec

from agentdesk.domain.events import KINDS, Fact

_facts = msgspec.msgpack.Decoder(list[tuple[int, str, str, str, msgspec.Raw]])
_events: dict[str, Callable[[msgspec.Raw], Any]] = {}


def packed(facts: Sequence[Fact]) -> bytes:
    """Write facts."""
    return msgspec.msgpack.encode(
        [(x.at, x.actor, x.command, x.event.kind, x.event) for x in facts]
    )


def unpacked(data: bytes) -> list[Fact]:
    """Read facts. Raises ``msgspec.MsgspecError`` for what :func:`packed` has not written."""
    return list(starmap(_fact, _facts.decode(data)))


def _fact(at: int, actor: str, command: str, kind: str, raw: msgspec.Raw) -> Fact:
    decode = _events.get(kind)
    if decode is None:
        decode = _events[kind] = msgspec.msgpack.Decoder(KINDS[kind]).decode
    return Fact(at, actor, command, decode(raw))
