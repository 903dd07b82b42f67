"""What people do in an attempt, each stamped in virtual time: with the scenario it is all there is.

An *input* is an act of the trainee, an inject that a trainer sets off, or what a trainer says of a
text. The same scenario and the same inputs give the same log, on any machine and at any speed.
"""

from collections.abc import Iterable
from typing import Any, TypeAlias

import msgspec

from agentdesk.data.unit import Command, UseCase
from agentdesk.desk.registry import USE_CASES


class Did(msgspec.Struct, frozen=True, tag="did"):
    """The trainee did something: a use-case by its kind, and its command as JSON."""

    n: int
    """Inputs count up; of two at one instant the lower comes first."""
    at: int
    kind: str
    command: bytes


class SetOff(msgspec.Struct, frozen=True, tag="set_off"):
    """A trainer set an inject off by hand."""

    n: int
    at: int
    inject: str


class Tagged(msgspec.Struct, frozen=True, tag="tagged"):
    """A trainer said what a text of the trainee does: words of ``TONES``, or ``asked:fact``."""

    n: int
    at: int
    message_id: int
    words: tuple[str, ...]
    by: str = ""


Input: TypeAlias = Did | SetOff | Tagged

_DECODER: msgspec.json.Decoder[Input] = msgspec.json.Decoder(Input)


def did(n: int, at: int, use_case: UseCase[Any], command: Command) -> Did:
    """Keep a command as an input."""
    return Did(n, at, use_case.kind, msgspec.json.encode(command))


def carried_out(given: Did) -> tuple[UseCase[Any], Command]:
    """Return the use-case and the command that an input is.

    Raises ``KeyError`` for a kind that there is not, ``msgspec.DecodeError`` for a command that
    cannot be read.
    """
    use_case = USE_CASES[given.kind]
    command: Command = msgspec.json.decode(given.command, type=use_case.command)
    return use_case, command


def command_id_of(given: Did) -> str:
    """Return the id of the command that an input is."""
    return msgspec.json.decode(given.command, type=_Named).command_id


class _Named(msgspec.Struct):
    command_id: str


def write_input(given: Input) -> bytes:
    """Write an input as JSON."""
    return msgspec.json.encode(given)


def read_input(text: bytes | str) -> Input:
    """Read an input. Raises ``msgspec.DecodeError``."""
    return _DECODER.decode(text)


def in_order(inputs: Iterable[Input]) -> list[Input]:
    """Return inputs in the order of their instants."""
    return sorted(inputs, key=lambda given: (given.at, given.n))
