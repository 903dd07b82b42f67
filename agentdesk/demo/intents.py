"""What is seen of the sample's desk, and what somebody there does next."""

from typing import Any, NamedTuple

from agentdesk.demo.stories import Step
from agentdesk.demo.teller import Told
from agentdesk.demo.themes import Thread
from agentdesk.domain.views import QueueRow


class Seen(NamedTuple):
    """What is to be seen of the desk at an instant."""

    now: int
    rows: dict[int, QueueRow]
    """Every active case."""
    states: dict[str, str]
    """What each agent does."""


class Begin(NamedTuple):
    """Somebody new writes or calls."""

    told: Told
    thread: Thread


class Again(NamedTuple):
    """A customer writes in a case that is there."""

    told: Told
    text: str


class Act(NamedTuple):
    """An agent does something of a story in a case."""

    told: Told
    step: Step


class Plainly(NamedTuple):
    """Somebody does something that needs no story."""

    kind: str
    actor: str
    fields: dict[str, Any]


class Here(NamedTuple):
    """An agent looks at a case, types in it, or (``None``) does neither."""

    agent: str
    case_id: int | None
    what: str


Intent = Begin | Again | Act | Plainly | Here
