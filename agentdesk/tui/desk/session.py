"""The same as ``agentdesk.seat.session``, where it is kept."""

from agentdesk.seat.session import LAST as LAST
from agentdesk.seat.session import PAGE as PAGE
from agentdesk.seat.session import Opened as Opened
from agentdesk.seat.session import Session as Session
from agentdesk.seat.session import names_of as names_of
