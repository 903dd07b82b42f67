"""Rows of how answers serve: where they were used, where one was wrong or missing.

They are rows of the projection like those in :mod:`agentdesk.domain.rows`: ids and instants
(milliseconds UTC), never words.
"""

from typing import ClassVar

from agentdesk.domain.row import Row


class AnswerUseRow(Row, frozen=True, gc=False):
    """Which answers a message of ours was made of. It counts unless its command was taken back."""

    TABLE: ClassVar[str] = "answer_uses"
    KEY: ClassVar[tuple[str, ...]] = ("message_id",)

    message_id: int
    case_id: int
    command: str
    answers: str
    """Their ids, with a comma between them."""


class AnswerWantRow(Row, frozen=True, gc=False):
    """An answer that somebody found wrong, or missed. It counts unless its command was taken back.

    The words are the note of this ``message_id``.
    """

    TABLE: ClassVar[str] = "answer_wants"
    KEY: ClassVar[tuple[str, ...]] = ("message_id",)

    message_id: int
    case_id: int
    command: str
    answer: str
    """The id of the answer that is wrong; ``""`` for one that is missing."""
    by: str
    at: int
