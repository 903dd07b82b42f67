"""Events as text in the log: written strictly, read through the upcasters of older versions."""

from typing import Any, TypeAlias

import msgspec

from agentdesk.domain.events import (
    care,
    cases,
    clocks,
    customers,
    imports,
    interactions,
    messages,
    people,
    privacy,
    ruling,
)
from agentdesk.domain.events.base import Event

_MODULES = {
    m.__name__
    for m in (
        cases,
        messages,
        clocks,
        customers,
        care,
        imports,
        interactions,
        people,
        privacy,
        ruling,
    )
}


KINDS: dict[str, type[Event]] = {
    cls.kind: cls for cls in Event.__subclasses__() if cls.__module__ in _MODULES
}
"""Every event by its kind's name."""

_encoder = msgspec.json.Encoder(order="deterministic")
_decoders: dict[tuple[str, int], msgspec.json.Decoder[Event]] = {
    (name, cls.v): msgspec.json.Decoder(cls) for name, cls in KINDS.items()
}

_usual: dict[type[Event], tuple[tuple[str, str], ...]] = {
    cls: usual
    for cls in KINDS.values()
    if (
        usual := tuple(
            (field.name, field.default)
            for field in msgspec.structs.fields(cls)
            if field.type is str and isinstance(field.default, str) and field.default
        )
    )
}
"""The texts that an event's body leaves out because they are the usual ones, by their fields."""

Body: TypeAlias = str


class UnknownEvent(Exception):
    """The log holds an event this program does not know: the store is newer than the program."""

    def __init__(self, kind: str, v: int, seq: int | None = None) -> None:
        self.kind, self.v, self.seq = kind, v, seq
        super().__init__(
            f"The log holds “{kind}” version {v}, which this program does not know: the store is "
            "newer than the program. Update agentdesk on this machine."
        )


class BadEvent(Exception):
    """An event's body does not fit its kind."""


def encode(event: Event) -> Body:
    """Write an event's body as JSON text, and prove that it reads back.

    Constructors do not check types, so the bytes are decoded strictly before they are kept. Equal
    events have equal bodies. Raises :class:`BadEvent` if they do not fit.
    """
    raw = _encoder.encode(_in_usual_words(event))
    try:
        _decoders[event.kind, event.v].decode(raw)
    except msgspec.ValidationError as error:
        raise BadEvent(f"{event.kind} does not fit its own description: {error}") from error
    return raw.decode()


def _in_usual_words(event: Event) -> Event:
    """Return the event with the very objects that are left out of its body.

    The encoder knows a usual value by its identity, which a text that was read somewhere has not.
    """
    for name, usual in _usual.get(type(event), ()):
        found = getattr(event, name)
        if found == usual and found is not usual:
            event = msgspec.structs.replace(event, **{name: usual})
    return event


def decode(kind: str, v: int, body: Body | bytes) -> Event:
    """Read an event's body, through the upcasters of older versions.

    Raises :class:`UnknownEvent` for a kind or version from the future and :class:`BadEvent` for
    a body that does not fit.
    """
    decoder = _decoders.get((kind, v))
    if decoder is None:
        return _upcast(kind, v, body)
    try:
        return decoder.decode(body)
    except (msgspec.ValidationError, msgspec.DecodeError) as error:
        raise BadEvent(f"The log holds a damaged “{kind}”: {error}") from error


Upcaster: TypeAlias = Any
UPCASTERS: dict[tuple[str, int], Upcaster] = {}
"""(kind, old version) → function from the old body (a dict) to the next version's body."""


def _upcast(kind: str, v: int, body: Body | bytes) -> Event:
    cls = KINDS.get(kind)
    if cls is None or v > cls.v:
        raise UnknownEvent(kind, v)
    data = msgspec.json.decode(body)
    for version in range(v, cls.v):
        data = UPCASTERS[kind, version](data)
    return msgspec.convert(data, cls)
