"""Events that change nothing for customers: most of a log, passed over quickly."""

from agentdesk.domain.events import (
    CaseRanked,
    Event,
    SendFailed,
    SendQueued,
    SendRecalled,
    SendReleased,
    SendSent,
    SendStarted,
    SlaBreached,
    SlaCancelled,
    SlaPaused,
    SlaResumed,
    SlaRetargeted,
    SlaStarted,
    SlaStopped,
    SlaWarned,
)

CLOCKS: frozenset[type[Event]] = frozenset(
    {
        CaseRanked,
        SlaStarted,
        SlaStopped,
        SlaPaused,
        SlaResumed,
        SlaRetargeted,
        SlaWarned,
        SlaBreached,
        SlaCancelled,
    }
)
"""What nobody here goes by."""
SENDS: frozenset[type[Event]] = frozenset(
    {SendQueued, SendReleased, SendRecalled, SendStarted, SendSent, SendFailed}
)
"""What only the outbox goes by."""
