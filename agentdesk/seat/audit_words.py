"""What people did besides working on cases, in words: looks at data, exports, set-ups, imports.

Ids and codes only, as in the log: never a name, an address or a word of a customer. Pure.
"""

from agentdesk.board.telling import Words, sentence_of
from agentdesk.domain import events as e

_STATES = {
    "available": "became available",
    "offline": "left",
    "wrap_up": "began to wrap up",
    "unavailable": "went away",
}


def words_of(event: e.Event, words: Words, actor: str) -> str:
    """Return what an event says in the record of who did what; empty for the desk's own steps."""
    if isinstance(event, e.AgentStateChanged):
        why = f": {words.code(event.reason)}" if event.reason else ""
        whose = "" if event.agent == actor else f"{words.person(event.agent)} "
        return f"{whose}{_STATES[event.after]}{why}"
    for family in (sentence_of, _looks, _customers, _others):
        if sentence := family(event, words):
            return sentence
    return ""


def _looks(event: e.Event, words: Words) -> str:
    match event:
        case e.FieldRead():
            what = ", ".join(event.fields)
            where = f", beside case {event.of_case}" if event.of_case is not None else ""
            return f"was shown {what} of {event.customer_id}: {words.code(event.reason)}{where}"
        case e.CustomerExported():
            return f"exported everything about {event.customer_id}"
        case e.CustomerErased():
            return f"erased {event.customer_id}"
        case e.HoldChanged():
            done = "put a legal hold on" if event.on else "took the legal hold off"
            why = f": {words.code(event.reason)}" if event.reason else ""
            return f"{done} {event.customer_id}{why}"
        case e.DraftsDropped():
            return f"deleted {event.count} old drafts"
    return ""


def _customers(event: e.Event, words: Words) -> str:
    match event:
        case e.CustomerCreated():
            return f"made {event.customer_id} known"
        case e.CustomerChanged():
            return f"{event.customer_id} has other terms: {event.level}"
        case e.CustomerEdited():
            return f"changed {', '.join(event.parts)} of {event.customer_id}"
        case e.CustomerMerged():
            return f"folded {event.customer_id} into {event.into}"
        case e.CustomerUnmerged():
            return f"parted {event.customer_id} from {event.into}"
        case e.ConsentChanged():
            given = "consent to" if event.given else "no more consent to"
            return f"{event.customer_id}: {given} {event.purpose} by {event.channel}"
        case e.EntitlementGranted():
            what = {"agreement": "an agreement", "warranty": "a warranty"}[event.entitlement]
            return f"{event.customer_id} has {what}"
        case e.EntitlementEnded():
            return f"ended the entitlement {event.entitlement_id}"
    return ""


def _others(event: e.Event, words: Words) -> str:
    match event:
        case e.CommandUndone():
            return "took an act back"
        case e.CommandRedone():
            return "did an act again"
        case e.SetupChanged():
            return f"put set-up {event.version} in force"
        case e.ImportBegan():
            return f"began to bring in {event.what}"
        case e.ImportEnded():
            return f"brought in {event.came}, {event.known} known, {event.left_out} left out"
        case e.AnswerChanged():
            return f"the answer {event.answer_id} was {event.change}"
        case e.MailHeld():
            return f"a mail is held: {event.why}"
        case e.MailPlaced():
            return f"placed a held mail: {event.placed_as}"
    return ""
