"""The same as ``agentdesk.seat.when``, where it is kept."""

from agentdesk.seat.when import clock_there as clock_there
from agentdesk.seat.when import day as day
from agentdesk.seat.when import took as took
from agentdesk.seat.when import when as when
