"""``agentdesk privacy``: export, erase or keep one person, retention, who looked, restores."""

import click

from agentdesk.cli.lazy import LazyGroup

_AT = "agentdesk.cli."
COMMANDS = {
    "export": (_AT + "privacy_person:export", "Write out all that is kept of one person."),
    "erase": (_AT + "privacy_person:erase", "Erase one person for good."),
    "hold": (_AT + "privacy_person:hold", "Keep one person's data (legal hold), or let it go."),
    "holds": (_AT + "privacy_person:holds", "List the legal holds."),
    "reveal": (_AT + "privacy_look:reveal", "Show masked fields, on the record."),
    "reads": (_AT + "privacy_look:reads", "List who was shown what of a customer."),
    "retention": (_AT + "privacy_store:retention", "Let go of what is kept too long."),
    "erased": (_AT + "privacy_store:erased", "List what was erased or redacted, for a replay."),
    "replay": (_AT + "privacy_store:replay", "Erase again what a restored backup brought back."),
    "scrub": (_AT + "privacy_store:scrub", "Leave nothing of what was erased in the files."),
}

privacy = LazyGroup(
    "privacy",
    lazy=COMMANDS,
    help="Personal data: export, erase, keep, let go, and who looked. CUSTOMER is a customer's id.",
    context_settings={"help_option_names": ["-h", "--help"]},
)

customer_id = click.argument("customer_id", metavar="CUSTOMER")
"""The customer a command is about."""
