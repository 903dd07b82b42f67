"""``agentdesk case``: show cases and work on them. Each family of acts has a file of its own."""

import click

from agentdesk.cli.lazy import LazyGroup
from agentdesk.cli.numbers import NUMBER, Number

_AT = "agentdesk.cli."
COMMANDS = {
    "list": (_AT + "case_show:list_", "List cases, newest first."),
    "show": (_AT + "case_show:show", "Show a case with its messages."),
    "due": (_AT + "case_show:due", "Explain, line by line, when it is due and why."),
    "new": (_AT + "case_new:new", "Make a case of a call, a visit or anything else."),
    "take": (_AT + "case_hands:take", "Take this case."),
    "release": (_AT + "case_hands:release", "Put it back; it keeps its waiting time."),
    "assign": (_AT + "case_hands:assign", "Give it to a person."),
    "reply": (_AT + "case_write:reply", "Write to the customer."),
    "note": (_AT + "case_write:note", "Write an internal note."),
    "draft": (_AT + "case_write:draft", "Show, keep or drop your unsent text."),
    "escalate": (_AT + "case_move:escalate", "Hand it to the next tier, or ask a lead."),
    "return": (_AT + "case_move:return_", "Send it back to the tier it came from."),
    "transfer": (_AT + "case_move:transfer", "Hand it to another queue of the same tier."),
    "wait": (_AT + "case_wait:wait", "Wait for the customer or a third party."),
    "resume": (_AT + "case_wait:resume", "Work on a waiting case again."),
    "snooze": (_AT + "case_wait:snooze", "Hide it until a time; clocks go on."),
    "wake": (_AT + "case_wait:wake", "End a snooze early."),
    "resolve": (_AT + "case_end:resolve", "Settle it under a disposition."),
    "reopen": (_AT + "case_end:reopen", "Open a resolved case again."),
    "close": (_AT + "case_end:close", "End it for good as spam or duplicate."),
    "merge": (_AT + "case_end:merge", "Fold a duplicate into another case."),
    "split": (_AT + "case_end:split", "Take a second issue out into a new case."),
    "priority": (_AT + "case_class:priority", "Set the priority, 1 to 4."),
    "classify": (_AT + "case_class:classify", "Set type, language or skills."),
    "tag": (_AT + "case_class:tag", "Put tags on and take them off."),
    "promise": (_AT + "case_class:promise", "Promise the customer something by a date."),
    "settle": (_AT + "case_class:settle", "Say whether a promise was kept."),
    "verify": (_AT + "case_class:verify", "Say that the customer proved who they are."),
    "customer": (_AT + "case_class:customer", "Say whose case it is."),
    "reserve": (_AT + "case_hands:reserve", "Let one person take it first."),
    "thanks": (_AT + "case_end:thanks", "Say that a message was only thanks."),
    "survey": (_AT + "case_care:survey", "Say that the customer was asked, or answered."),
    "macro": (_AT + "case_macro:macro", "Run a macro: several acts under one name."),
    "log": (_AT + "case_care:log", "Log a call, a visit or a chat."),
    "goodwill": (_AT + "case_care:goodwill", "Grant a refund, credit or replacement."),
    "save-attachment": (_AT + "case_care:save_attachment", "Save a file that came with it."),
    "redact": (_AT + "case_redact:redact", "Take words or a file out for good."),
    "recall": (_AT + "case_write:recall", "Take back a mail that has not left."),
}

case = LazyGroup(
    "case",
    lazy=COMMANDS,
    help="Show cases and work on them. CASE is a case's number.",
    context_settings={"help_option_names": ["-h", "--help"]},
)

case_id = click.argument("case_id", metavar="CASE", type=NUMBER)
"""The case a command is about."""

seen = click.option(
    "--seen",
    type=Number(0),
    metavar="VERSION",
    help="Refuse if the case is no longer the version you saw.",
)
"""The version of the case that the caller looked at."""
