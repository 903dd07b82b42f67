"""What other programs' words for states, priorities and channels mean here."""

from agentdesk.domain.rows import CaseState
from agentdesk.domain.setup import Channel
from agentdesk.records.fields import plain

_STATES: dict[CaseState, str] = {
    "new": "new neu created submitted unassigned nouveau nuevo",
    "open": "open offen active assigned in_progress work_in_progress wip reopened ongoing started "
    "to_do todo backlog snoozed offenes en_cours abierto in_bearbeitung acknowledged",
    "waiting_customer": "waiting_customer waiting pending awaiting_user_info waiting_for_customer "
    "waiting_on_customer awaiting_customer awaiting_reply awaiting_caller pending_reminder "
    "waiting_for_user needs_info wartend warten on_hold",
    "waiting_third_party": "waiting_third_party hold awaiting_vendor awaiting_problem "
    "awaiting_change awaiting_evidence waiting_on_third_party waiting_for_third_party "
    "pending_vendor external blocked",
    "resolved": "resolved solved done fixed complete completed finished answered gelöst erledigt "
    "résolu resuelto pending_close",
    "closed": "closed geschlossen cancelled canceled merged rejected removed archived fermé "
    "cerrado declined",
}
_PRIORITIES = {
    1: "urgent critical highest blocker p1 emergency very_high immediate kritisch dringend",
    2: "high p2 important hoch major",
    3: "normal medium moderate p3 standard default mittel average none",
    4: "low p4 p5 lowest planning minor niedrig very_low trivial",
}
_CHANNELS: dict[Channel, str] = {
    "mail": "mail email e_mail channel_email",
    "web": "web web_form webform portal api form self_service channel_api website widget "
    "channel_web_widget help_center",
    "call": "call phone telephone voice telefon phone_call channel_voice",
    "chat": "chat messaging live_chat whatsapp sms telegram facebook messenger twitter "
    "channel_whatsapp channel_sms instagram",
    "visit": "visit in_person walk_in kiosk counter",
}
STATES = {word: state for state, words in _STATES.items() for word in words.split()}
PRIORITIES = {word: number for number, words in _PRIORITIES.items() for word in words.split()}
CHANNELS = {word: channel for channel, words in _CHANNELS.items() for word in words.split()}
_IN = "in incoming inbound customer client contact end_user requester user 0"
_OUT = "out outgoing outbound agent staff admin operator support reply 1"
_NOTE = "note internal private activity system 2 internal_note"
IN, OUT, NOTE = (frozenset(words.split()) for words in (_IN, _OUT, _NOTE))


def state_of(word: str) -> CaseState | None:
    """Return the state a word means, ``None`` for an unknown one."""
    return STATES.get(plain(word))


def priority_of(word: str) -> int | None:
    """Return the priority a word or number means: ``4 - Low``, ``urgent``."""
    name = plain(word)
    if name in PRIORITIES:
        return PRIORITIES[name]
    number = name.removeprefix("p")[:1]
    if number in ("1", "2", "3", "4", "5") and not name[1:2].isdigit():
        return min(int(number), 4)
    return None


def channel_of(word: str) -> Channel | None:
    """Return the channel a word means."""
    name = plain(word).replace(".", "_").replace("::", "_")
    return CHANNELS.get(name)
