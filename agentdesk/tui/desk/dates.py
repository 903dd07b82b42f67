"""The same as ``agentdesk.seat.dates``, where it is kept."""

from agentdesk.seat.dates import named as named
from agentdesk.seat.dates import typed as typed
