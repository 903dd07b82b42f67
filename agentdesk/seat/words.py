"""The desk's words for states and clocks, the same on every screen."""

STATE_WORDS = {
    "new": "new",
    "open": "open",
    "waiting_customer": "waiting for the customer",
    "waiting_third_party": "waiting for a third party",
    "resolved": "resolved",
    "closed": "closed",
}
CLOCK_WORDS = {"FR": "reply due", "NR": "reply due", "PU": "update due", "RES": "resolve due"}
SEVERITY_WORDS = {1: "grave", 2: "serious", 3: "usual", 4: "slight"}
"""How grave a complaint is."""
