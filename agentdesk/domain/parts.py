"""What the parts of a desk's set-up are made of: durations, roles, channels."""

from typing import Annotated, Literal, TypeAlias

import msgspec

Duration: TypeAlias = Annotated[int, msgspec.Meta(ge=0, extra={"unit": "ms"})]
"""Milliseconds; written as ``8h`` in a file."""

Role = Literal[
    "agent", "lead", "supervisor", "trainer", "trainee", "quality", "privacy_officer", "admin"
]
Channel = Literal["mail", "web", "call", "chat", "visit"]


class Part(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A part of the set-up; unknown fields are refused."""
