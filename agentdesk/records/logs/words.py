"""What activities of other programs' logs mean here, and how calls end, by what they are called."""

from agentdesk.records.fields import plain

_ACTIVITIES = {
    "created": "created create new registered register opened_case case_created ticket_created "
    "open_ticket insert_ticket submitted submit logged received receive incident_created request "
    "requested start neu erstellt registration registrieren",
    "assigned": "assigned assign assignment reassigned reassignment claimed claim taken take "
    "accepted accept allocated assign_seriousness owner_changed zugewiesen",
    "released": "released release unassigned returned_to_queue",
    "replied": "replied reply answered answer responded response first_response public_reply "
    "contacted_customer customer_contacted communication_with_customer email_sent sent_reply "
    "agent_replied outgoing inform_customer phone_call_to_customer",
    "customer_wrote": "customer_wrote customer_reply customer_replied customer_response "
    "reply_received incoming mail_received email_received customer_update update_from_customer "
    "user_replied",
    "note": "note comment commented internal_note work_note update updated",
    "waiting": "waiting wait waiting_for_customer waiting_customer awaiting_customer pending "
    "wait_customer awaiting_user_info wait_user on_hold awaiting_caller require_upgrade "
    "pending_customer accepted_wait_user",
    "waiting_third_party": "waiting_third_party waiting_for_vendor awaiting_vendor wait_vendor "
    "wait_implementation awaiting_third_party pending_vendor awaiting_problem awaiting_change "
    "external_vendor_assignment awaiting_evidence vendor_reference quality_indicator_fixed_wait",
    "resumed": "resumed resume active open in_progress work_in_progress work_started started_work "
    "take_in_charge_ticket in_behandlung accepted_in_progress restarted continue",
    "escalated": "escalated escalate escalation hierarchical_escalation functional_escalation",
    "transferred": "transferred transfer forwarded forward moved requeued group_changed "
    "change_of_group queued_awaiting_assignment",
    "returned": "de_escalated deescalated sent_back return_to_tier returned",
    "prioritised": "prioritised prioritized priority_changed urgency_change impact_change "
    "priority_change severity_changed",
    "resolved": "resolved resolve resolve_ticket solved solve fixed completed complete done "
    "completed_resolved completed_in_call gelöst erledigt fulfilled finished",
    "reopened": "reopened reopen re_opened customer_reopened",
    "closed": "closed close completed_closed closure case_closed ticket_closed geschlossen "
    "archived cancelled canceled completed_cancelled",
    "spam": "spam junk",
    "duplicate": "duplicate insert_duplicate create_duplicate",
}
ACTIVITIES = {word: act for act, words in _ACTIVITIES.items() for word in words.split()}

_OUTCOMES = {
    "answered": "answered answer agent handled connected served completed complete "
    "completeagent completecaller success",
    "abandoned": "abandoned abandon abandonment hang hangup hung_up lost missed no_answer dropped "
    "renege reneged unanswered",
    "overflow": "overflow overflowed transferred_out exitwithtimeout exitempty timeout flowed_out",
    "callback": "callback call_back",
    "voicemail": "voicemail voice_mail mailbox",
    "ignore": "phantom ignore test internal",
}
OUTCOMES = {word: outcome for outcome, words in _OUTCOMES.items() for word in words.split()}

CUSTOMERS = frozenset({"customer", "client", "user", "end_user", "requester", "caller", "kunde"})
"""Who acts where a log names no person but says that it was the customer."""


def act_of(activity: str) -> str | None:
    """Return what an activity means here, ``None`` for one that is not known."""
    return ACTIVITIES.get(plain(activity))


def outcome_of(word: str) -> str | None:
    """Return how a call ended, ``None`` for a word that is not known."""
    return OUTCOMES.get(plain(word))
