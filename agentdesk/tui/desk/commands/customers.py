"""The customer beside the case, and who they are."""

from agentdesk.tui.desk.commands.places import LIST
from agentdesk.tui.kit.commands import CASE, Command

COMMANDS: tuple[Command, ...] = (
    Command(
        id="customer.unfold", title="Unfold in place", footer="unfold",
        help="In the customer pane: a contact's first lines, or a folded part. In a case: quotes.",
        group="Customer", keys=("space",), contexts=frozenset({CASE}), palette=False,
    ),
    Command(
        id="customer.organisation", title="The customer's organisation",
        help="Who else is there, their open cases and last contacts.",
        group="Customer", contexts=LIST,
    ),
    Command(
        id="customer.change", title="Change what is known of the customer",
        help="A sheet: names, language, zone, ways to reach them, no outreach, safety.",
        group="Customer", contexts=LIST,
    ),
    Command(
        id="customer.consent", title="Consent of the customer",
        help="A sheet: what they allow or take back, by which channel, and where they said so.",
        group="Customer", contexts=LIST,
    ),
    Command(
        id="customer.merge", title="Merge with another customer",
        help="Two names that are one customer: look the other up, see what it makes, fold them.",
        group="Customer", contexts=LIST,
    ),
    Command(
        id="customer.set", title="Say whose case it is",
        help="Look a customer up by name, address or number.",
        group="Customer", contexts=LIST,
    ),
    Command(
        id="case.redact", title="Redact: take words or a file out for good",
        help="Choose a message, then the words or a file. Every copy follows; no undo.",
        group="Customer", contexts=LIST,
    ),
    Command(
        id="customer.erase", title="Erase the customer for good",
        help="For a privacy officer. Shows first what goes; the cases stay without words.",
        group="Customer", contexts=LIST,
    ),
    Command(
        id="promise.settle", title="Settle a promise",
        help="Kept or not; P or Enter on its line in the customer pane does the same.",
        group="Customer", contexts=LIST,
    ),
)  # fmt: skip
