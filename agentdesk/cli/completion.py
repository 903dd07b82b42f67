"""``agentdesk completion``: what makes a shell complete commands, options, cases and names."""

import click

from agentdesk.cli.output import say, say_json
from agentdesk.cli.session import Session, common

SHELLS = ("bash", "zsh", "fish")
HINT = {
    "bash": "agentdesk completion bash > ~/.local/share/bash-completion/completions/agentdesk",
    "zsh": "agentdesk completion zsh > _agentdesk, in a folder of your fpath",
    "fish": "agentdesk completion fish > ~/.config/fish/completions/agentdesk.fish",
}


@click.command("completion")
@click.argument("shell", type=click.Choice(SHELLS))
@common
def completion(session: Session, shell: str) -> None:
    """Print the completion of a shell; put it where your shell looks for completions.

    It completes commands, options, the numbers of your cases, queues and people.
    """
    from click.shell_completion import get_completion_class

    from agentdesk.cli.main import cli

    made = get_completion_class(shell)
    assert made is not None
    asked = made(cli, {}, "agentdesk", "_AGENTDESK_COMPLETE")
    # The template alone: ``source`` would look for the shell itself, which need not be here.
    script = asked.source_template % asked.source_vars()
    if session.json:
        say_json({"ok": True, "shell": shell, "script": script})
    else:
        say(f"# Keep it: {HINT[shell]}\n{script}")
