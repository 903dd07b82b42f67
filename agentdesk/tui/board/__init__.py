"""The board on the screen: it composes and routes; what it shows comes from ``agentdesk.board``."""
