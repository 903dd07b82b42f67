"""``python -m agentdesk`` is the same as ``agentdesk``."""

from agentdesk.cli.main import main

main()
