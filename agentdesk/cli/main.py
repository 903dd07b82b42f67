"""The program: finds the command, runs it, and turns what went wrong into a sentence.

Importing this loads click and nothing else of size; each command imports what it needs.
"""

import os
import sys
from collections.abc import Sequence
from typing import Any

import click

from agentdesk import __version__
from agentdesk.cli.exits import INTERRUPTED, OK, USAGE, failure_of
from agentdesk.cli.lazy import LazyGroup
from agentdesk.cli.names import PERSON

COMMANDS = {
    "desk": ("agentdesk.cli.desk:desk", "Open the desk (what agentdesk alone does)."),
    "demo": ("agentdesk.cli.demo:demo", "Open the desk on a small sample center."),
    "board": ("agentdesk.cli.board:board", "Watch the desk: figures, queues, agents."),
    "case": ("agentdesk.cli.case:case", "Show cases and work on them."),
    "queue": ("agentdesk.cli.queue:queue", "See what waits, and take the next case."),
    "agent": ("agentdesk.cli.agent:agent", "Say or see who is available."),
    "undo": ("agentdesk.cli.undo:undo", "Take back what you did last."),
    "redo": ("agentdesk.cli.undo:redo", "Do again what you took back."),
    "undoable": ("agentdesk.cli.undo:undoable", "List what you can still take back."),
    "customer": ("agentdesk.cli.customer:customer", "Show and add customers."),
    "interaction": (
        "agentdesk.cli.interaction:interaction",
        "What a switch reports of its calls and chats.",
    ),
    "incident": ("agentdesk.cli.incident:incident", "Known events that affect many cases."),
    "complaint": ("agentdesk.cli.complaint:complaint", "Complaints, from receipt to close."),
    "answers": ("agentdesk.cli.answers:answers", "List and add answers to insert."),
    "search": ("agentdesk.cli.search:search", "Find words in everything that was written."),
    "kb": ("agentdesk.cli.kb:kb", "Find answers near to words; teach solved cases."),
    "held": ("agentdesk.cli.held:held", "See and place mail that waits for a person."),
    "import": ("agentdesk.cli.importing:import_", "Bring in mail and records."),
    "export": ("agentdesk.cli.exporting:export", "Write everything as JSON lines and mbox."),
    "send": ("agentdesk.cli.send:send", "Hand on out-going mail: writes files."),
    "tick": ("agentdesk.cli.tick:tick", "Do what is due now (for cron)."),
    "setup": ("agentdesk.cli.setup:setup", "Queues, people, hours and promises."),
    "completion": ("agentdesk.cli.completion:completion", "Let your shell complete commands."),
    "rules": ("agentdesk.cli.rules:rules", "See, check and try automatic rules."),
    "privacy": ("agentdesk.cli.privacy:privacy", "Export, erase, keep or let go of people's data."),
    "audit": ("agentdesk.cli.audit:audit", "Tell who did what, and who looked at what."),
    "report": ("agentdesk.cli.report:report", "Figures over any span: table, CSV, HTML and more."),
    "train": ("agentdesk.cli.train:train", "Scenarios to practise with: list, check, begin."),
    "store": ("agentdesk.cli.store:store", "Check, back up, restore, copy, migrate."),
}


class Program(LazyGroup):
    """The commands of the program. Whoever reads no further ends one in peace, as ``head`` does."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command that was named."""
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            # click itself would end here, with a code that says refused.
            _nobody_reads()
            return OK


@click.group(
    "agentdesk",
    cls=Program,
    lazy=COMMANDS,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(__version__, message="agentdesk %(version)s")
@click.option("--store", metavar="PATH|URL", help="The store: a file or a postgresql:// address.")
@click.option(
    "--as",
    "as_",
    metavar="PERSON",
    type=PERSON,
    help="Act as this person, where the set-up allows.",
)
@click.option("--ascii", is_flag=True, default=None, help="Draw with plain ASCII only.")
@click.option("--theme", metavar="NAME", help="desk-dark, desk-light or another.")
@click.pass_context
def cli(
    ctx: click.Context, store: str | None, as_: str | None, ascii: bool | None, theme: str | None
) -> None:
    """A contact-center desk that lives in a terminal.

    Without a command it opens the desk. Every command takes --json and --store.

    Exit codes: 0 done, 1 refused, 2 wrong command line or settings, 3 store trouble,
    4 not found or nothing to do, 70 a fault inside agentdesk. For agentdesk board,
    2 is a crossed threshold and 64 a wrong command line or settings.
    """
    ctx.obj = {"store": store, "as_": as_, "ascii": ascii, "theme": theme}
    if ctx.invoked_subcommand is None:
        from agentdesk.cli.desk import desk

        ctx.invoke(desk)


def run(argv: Sequence[str] | None = None) -> int:
    """Run the program and return its exit code; what went wrong is told on standard error."""
    args = sys.argv[1:] if argv is None else list(argv)
    try:
        code = cli.main(args=args, prog_name="agentdesk", standalone_mode=False)
        if sys.stdout is not None:
            sys.stdout.flush()
        return code if isinstance(code, int) else OK
    except click.exceptions.Exit as error:
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        _tell("Interrupted. What was done before is kept.")
        return INTERRUPTED
    except click.exceptions.NoArgsIsHelpError as error:
        _tell(error.format_message())
        return USAGE
    except click.ClickException as error:
        sentence = error.format_message()
        if isinstance(error, click.UsageError):
            sentence = _usage_sentence(error)
        if "--json" in args:
            # No command had begun that could have told it in JSON.
            from agentdesk.cli.output import say_failure

            say_failure("usage", sentence)
        _tell(sentence)
        # A command may have a code of its own; click's own 1 means something else here.
        return max(error.exit_code, USAGE)
    except BrokenPipeError:
        _nobody_reads()
        return OK
    except Exception as error:
        failure = failure_of(error)
        _tell(failure.sentence)
        return failure.exit_code


def _nobody_reads() -> None:
    """Write to nobody from now on: flushing at the end would complain otherwise."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _usage_sentence(error: click.UsageError) -> str:
    path = error.ctx.command_path if error.ctx else "agentdesk"
    return f"{error.format_message()} ({path} --help tells more.)"


def _tell(sentence: str) -> None:
    from agentdesk.text import clean

    click.echo(clean(sentence), err=True)


def main() -> None:
    """Run the program as a process."""
    sys.exit(run())
