"""What goes beyond answering: new cases, incidents, complaints, goodwill, cases made one or two."""

from agentdesk.tui.desk.commands.places import LIST
from agentdesk.tui.kit.commands import Command

COMMANDS: tuple[Command, ...] = (
    Command(
        id="case.new", title="New case, or a call or visit logged",
        help="Look the customer up by number, mail or name; an open case of theirs comes first.",
        group="Work", keys=("N",), contexts=LIST,
    ),
    Command(
        id="incident.link", title="Link to an incident", footer="incident", weight=12,
        help="A sheet: open incidents, unlink, or declare this case one. On marks too.",
        group="Incident", keys=("L",), contexts=LIST,
    ),
    Command(
        id="incident.insert", title="Insert the incident's answer",
        help="Put what the other customers were told into a reply to this one.",
        group="Incident", keys=("I",), contexts=LIST,
    ),
    Command(
        id="incident.answer", title="Answer all linked cases",
        help="On an incident: one text for every open case linked to it; one undo takes all back.",
        group="Incident", contexts=LIST,
    ),
    Command(
        id="incident.declare", title="Declare this case an incident",
        help="Others can be linked to it and answered together.", group="Incident", contexts=LIST,
    ),
    Command(
        id="incident.end", title="End the incident", help="No more cases are linked to it.",
        group="Incident", contexts=LIST,
    ),
    Command(
        id="case.merge", title="Merge this case with another",
        help="Look the other one up, see both, and say which goes on.",
        group="Work", contexts=LIST,
    ),
    Command(
        id="case.split", title="Split the case at a message",
        help="A message of the customer begins a case of its own.", group="Work", contexts=LIST,
    ),
    Command(
        id="answer.want", title="This answer is wrong, or missing",
        help="Tell the editors, with the case: what is wrong, or what was needed.",
        group="Work", keys=("x",), contexts=LIST,
    ),
    Command(
        id="notice.open", title="Go where a rule calls you",
        help="What automatic rules told you, and the case it is about.",
        group="Work", keys=("g r",), contexts=LIST,
    ),
    Command(
        id="case.complaint", title="Complaint",
        help="A sheet: about what, how grave, about whom, what is asked for; then the next steps.",
        group="Complaint", keys=("!",), contexts=LIST,
    ),
    Command(
        id="complaint.acknowledge", title="Acknowledge the complaint",
        help="The customer knows that it arrived.", group="Complaint", contexts=LIST,
    ),
    Command(
        id="complaint.investigate", title="Have the complaint looked into",
        help="Somebody whom it is not about.", group="Complaint", contexts=LIST,
    ),
    Command(
        id="complaint.decide", title="Decide the complaint",
        help="Outcome, what the customer gets, what they were told.",
        group="Complaint", contexts=LIST,
    ),
    Command(
        id="complaint.close", title="Close the complaint",
        help="Once it is decided; or say where else they can turn.",
        group="Complaint", contexts=LIST,
    ),
    Command(
        id="case.goodwill", title="Grant goodwill",
        help="A refund, credit or replacement within your limit, with the reason.",
        group="Complaint", contexts=LIST,
    ),
)  # fmt: skip
