"""Rows about personal data: who must be kept, what was removed, who looked at what.

They are rows of the projection like those in :mod:`agentdesk.domain.rows`: codes, counts and
instants (milliseconds UTC), never personal data or free text.
"""

from typing import ClassVar, Literal

from agentdesk.domain.row import Row


class LegalHoldRow(Row, frozen=True, gc=False):
    """A customer whose data must be kept for now: neither erasure nor retention touches it."""

    TABLE: ClassVar[str] = "legal_holds"
    KEY: ClassVar[tuple[str, ...]] = ("customer_id",)

    customer_id: str
    since: int
    by: str
    reason: str


class RemovalRow(Row, frozen=True, gc=False):
    """A case whose words are gone."""

    TABLE: ClassVar[str] = "removals"
    KEY: ClassVar[tuple[str, ...]] = ("case_id",)

    case_id: int
    at: int
    why: Literal["erasure", "retention"]
    messages: int
    files: int


class FieldReadRow(Row, frozen=True, gc=False):
    """That a person was shown what is masked otherwise, or took all of it out of the desk."""

    TABLE: ClassVar[str] = "field_reads"
    KEY: ClassVar[tuple[str, ...]] = ("command",)

    command: str
    customer_id: str
    by: str
    fields: tuple[str, ...]
    reason: str
    of_case: int | None
    at: int
