"""The same as ``agentdesk.seat.sheets``, where it is kept."""

from agentdesk.seat.sheets import HANDOVER as HANDOVER
from agentdesk.seat.sheets import assign_sheet as assign_sheet
from agentdesk.seat.sheets import close_sheet as close_sheet
from agentdesk.seat.sheets import escalate_sheet as escalate_sheet
from agentdesk.seat.sheets import priority_sheet as priority_sheet
from agentdesk.seat.sheets import promise_sheet as promise_sheet
from agentdesk.seat.sheets import reopen_sheet as reopen_sheet
from agentdesk.seat.sheets import resolve_sheet as resolve_sheet
from agentdesk.seat.sheets import state_sheet as state_sheet
from agentdesk.seat.sheets import tags_sheet as tags_sheet
from agentdesk.seat.sheets import transfer_sheet as transfer_sheet
from agentdesk.seat.sheets import verify_sheet as verify_sheet
from agentdesk.seat.sheets import wait_sheet as wait_sheet
