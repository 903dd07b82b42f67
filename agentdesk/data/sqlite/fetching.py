"""Rows of a table that fit a condition, as structs."""

import sqlite3
from typing import TypeVar

from agentdesk.data.codec import codec
from agentdesk.domain.care_rows import (
    ComplaintRow,
    ConsentRow,
    GoodwillRow,
    IncidentRow,
    MergedCustomerRow,
    SurveyRow,
)
from agentdesk.domain.content import (
    Answer,
    AnswerVersion,
    CaseReference,
    CaseText,
    ComplaintText,
    ConsentText,
    ContactPoint,
    Customer,
    CustomerEdit,
    IncidentText,
    LearnedText,
    Message,
    MovedContact,
    Organisation,
    Outgoing,
    Part,
    UnansweredQuestion,
)
from agentdesk.domain.live_rows import InteractionRow
from agentdesk.domain.rows import (
    AgentRow,
    AnswerUseRow,
    AnswerWantRow,
    CaseRow,
    ClockRow,
    CustomerRow,
    EntitlementRow,
    HeldMailRow,
    IdRow,
    LoadRow,
    NoticeRow,
    PromiseRow,
    Row,
    SendRow,
    TimerRow,
    UndoneRow,
)

R = TypeVar("R", bound=Row)

TABLES_READ: tuple[type[Row], ...] = (
    CaseRow,
    ClockRow,
    TimerRow,
    SendRow,
    PromiseRow,
    AgentRow,
    LoadRow,
    CustomerRow,
    EntitlementRow,
    HeldMailRow,
    UndoneRow,
    IdRow,
    NoticeRow,
    AnswerUseRow,
    AnswerWantRow,
    ConsentText,
    CustomerEdit,
    Customer,
    Message,
    Outgoing,
    CaseText,
    ContactPoint,
    Answer,
    AnswerVersion,
    UnansweredQuestion,
    IncidentRow,
    ComplaintRow,
    GoodwillRow,
    SurveyRow,
    ConsentRow,
    MergedCustomerRow,
    IncidentText,
    ComplaintText,
    MovedContact,
    LearnedText,
    CaseReference,
    Organisation,
    Part,
    InteractionRow,
)
_SELECT = {t: f'SELECT {codec(t).select()} FROM "{t.TABLE}" WHERE ' for t in TABLES_READ}


def fetch(db: sqlite3.Connection, cls: type[R], where: str, *values: object) -> tuple[R, ...]:
    """Return the rows of a table that fit a condition (written here, never typed by anybody)."""
    return codec(cls).all(db.execute(_SELECT[cls] + where, values))
