"""What every row is: a frozen struct that knows its table and its key."""

from typing import ClassVar

import msgspec


class Row(msgspec.Struct, frozen=True, gc=False):
    """A row of the projection or of content; ``TABLE`` names its table, ``KEY`` its primary key."""

    TABLE: ClassVar[str] = ""
    KEY: ClassVar[tuple[str, ...]] = ()
