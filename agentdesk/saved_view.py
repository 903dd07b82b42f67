"""A saved view as a person writes it: in the set-up for the team, in the settings for oneself."""

from typing import Annotated

import msgspec


class SavedView(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Which cases a key shows. A field left out asks for nothing; of several words one must fit.

    ``key`` follows ``f``. Without ``state`` every case that is neither resolved nor closed is
    meant, those asleep too.
    """

    id: str
    key: str
    """A letter or a digit."""
    name: str
    queue: tuple[str, ...] = ()
    state: tuple[str, ...] = ()
    """States of a case, and ``snoozed``."""
    priority: tuple[int, ...] = ()
    channel: tuple[str, ...] = ()
    owner: tuple[str, ...] = ()
    """People by their ids, ``me`` and ``nobody``."""
    tag: tuple[str, ...] = ()
    language: tuple[str, ...] = ()
    tier: tuple[int, ...] = ()
    type: tuple[str, ...] = ()
    older_than: Annotated[int, msgspec.Meta(ge=0, extra={"unit": "ms"})] | None = None
    """How long ago the case began, at least; milliseconds, written as ``3d``."""
    text: str = ""
    """Words that must all be in its customer, subject, number, queue, owner or tags."""
    search: str = ""
    """A search of everything, as it is typed after ``g s``: the view opens it, and nothing else
    of it counts."""
