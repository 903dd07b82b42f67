"""The review of a recording: a list of what customers wrote, and each text with its places."""

from textual.app import ComposeResult
from textual.containers import Container
from textual.screen import Screen

from agentdesk.config import Settings
from agentdesk.training.recording.recorder import Leak
from agentdesk.training.recording.reviewing import Draft, Reviewing
from agentdesk.training.recording.spans import Span
from agentdesk.tui.kit.app import KitApp
from agentdesk.tui.kit.colours import heed
from agentdesk.tui.kit.commands import SHEET, TRAINING
from agentdesk.tui.kit.glyphs import ASCII, UNICODE
from agentdesk.tui.kit.keymap import build_keymap
from agentdesk.tui.kit.lines import FooterLine, HeaderLine, Piece, hints_of
from agentdesk.tui.kit.mouse import wants_mouse
from agentdesk.tui.kit.pane import Pane
from agentdesk.tui.kit.prose import ProseView
from agentdesk.tui.kit.stops import StopList
from agentdesk.tui.kit.styles import style_paths
from agentdesk.tui.training.review_commands import registry
from agentdesk.tui.training.review_lines import list_rows, text_lines

WRITE = "write"


class ReviewScreen(Screen[None]):
    """Header, the list of texts, the text, footer."""

    AUTO_FOCUS = "StopList"

    def __init__(self, *, ascii_only: bool = False) -> None:
        super().__init__(id="review")
        glyphs = ASCII if ascii_only else UNICODE
        self.header = HeaderLine(glyphs=glyphs)
        self.list = StopList(glyphs=glyphs, id="review-list")
        self.text = ProseView(glyphs=glyphs, id="review-text")
        self.text.can_focus = False
        self.footer = FooterLine(glyphs=glyphs)
        self.panes = Pane(self.list, id="review-list-pane"), Pane(self.text, id="review-text-pane")

    def compose(self) -> ComposeResult:
        """Lay out everything."""
        yield self.header
        with Container(id="review-body"):
            yield from self.panes
        yield self.footer


class ReviewApp(KitApp):
    """A review as a program: everything decided is kept at once."""

    CSS_PATH = style_paths("review", "sheet", "help")
    CRASHED = (
        "The review stopped because of a fault in the program. What you decided is kept; start it "
        "again. Please pass on the lines below, they hold no customer's data."
    )

    def __init__(self, reviewing: Reviewing, settings: Settings) -> None:
        keymap = build_keymap(registry(), settings.preset)
        super().__init__(keymap, theme=settings.theme, ascii_only=settings.ascii)
        self.reviewing = reviewing
        self.main = ReviewScreen(ascii_only=settings.ascii)
        self.ending = ""
        """``write`` when the scenario is to be written."""
        self._lit = 0
        self._open: dict[int, int] = {}

    def get_default_screen(self) -> Screen[None]:
        """Begin with the texts."""
        return self.main

    def on_mount(self) -> None:
        """Show the first text."""
        self._count()
        self.main.panes[0].set_title("Texts")
        self.main.panes[1].set_title("This text")
        self.main.list.show_rows(lambda cells: list_rows(self.reviewing.drafts, self._open, cells))
        self.main.footer.show_hints(hints_of(self.router.keymap, TRAINING))
        self.renew(first=True)

    # ---- what is shown

    @property
    def draft(self) -> Draft | None:
        """The text that the cursor is on."""
        number = self.main.list.at or 1
        return next((one for one in self.reviewing.drafts if one.number == number), None)

    @property
    def places(self) -> list[Span]:
        """The open places of that text."""
        return self.reviewing.open_places(self.draft) if self.draft is not None else []

    @property
    def lit(self) -> Span | None:
        """The place that i and x are about."""
        places = self.places
        return places[self._lit % len(places)] if places else None

    def _count(self) -> None:
        review = self.reviewing
        self._open = {one.number: len(review.open_places(one)) for one in review.drafts}

    def renew(self, *, first: bool = False) -> None:
        """Show what stands; ``first`` from the top of the text on."""
        draft = self.draft
        self.main.list.renew()
        if draft is not None:
            places, lit, glyphs = self.places, self.lit, self.glyphs
            self.main.text.show(lambda cells: text_lines(draft, places, lit, glyphs, cells))
            who = "first message" if not draft.reply else "a later message"
            self.main.panes[1].set_title(f"Text {draft.number} {glyphs.dot} {who}")
        if first:
            self.main.text.to_top()
        through = len(self.reviewing.through())
        left = sum(self._open.values())
        name = self.reviewing.review.scenario.name
        self.main.header.show(
            (Piece("review", 9, "strong"), Piece(name, 3)),
            (Piece(f"{through} of {len(self._open)} through", 8),),
            (Piece(f"{left} open places", 7, "soon" if left else "done"),),
        )

    # ---- what keys do

    def key_context(self) -> str:
        """Say where the keyboard is."""
        return TRAINING if self.screen is self.main else SHEET

    def notice(self, text: str) -> None:
        """Say one sentence in the footer."""
        self.main.footer.show_status(text)

    async def run_command(self, command_id: str) -> None:
        """Do what a command says."""
        self.notice("")
        if command_id in ("quit", "review.leave"):
            self.exit(0, return_code=0)
        elif command_id == "review.help":
            from agentdesk.tui.kit.help import HelpScreen

            await self.ask(HelpScreen(self.router.keymap, TRAINING, glyphs=self.glyphs))
        elif command_id == "review.write":
            await self._write()
        elif not self._moved(command_id) and self.draft is not None:
            await self._decided(command_id, self.draft)

    def _moved(self, command_id: str) -> bool:
        """Move; ``False`` for what is no movement."""
        view = self.main.list
        if command_id in ("review.down", "review.up"):
            view.move(1 if command_id == "review.down" else -1)
        elif command_id == "review.unread":
            self._to_open()
        elif command_id == "review.next":
            self._lit += 1
            self.renew()
            return True
        elif command_id in ("review.page_down", "review.page_up"):
            self.main.text.page(1 if command_id == "review.page_down" else -1)
            return True
        else:
            return False
        self._lit = 0
        self.renew(first=True)
        return True

    def _to_open(self) -> None:
        """Go to the next text in which something is open."""
        here = self.draft.number if self.draft is not None else 0
        numbers = [number for number, count in self._open.items() if count]
        later = [number for number in numbers if number > here] or numbers
        if later:
            self.main.list.put(later[0])
        else:
            self.notice("No place is open in any text.")

    async def _decided(self, command_id: str, draft: Draft) -> None:
        """Do something to a text, and show what became of it."""
        if command_id == "review.accept":
            self._accept(draft)
            return
        if command_id == "review.template":
            self.reviewing.template(draft)
            self.main.list.move(1)
            self._lit = 0
        elif command_id == "review.all_harmless":
            self.reviewing.all_harmless(draft)
        elif command_id == "review.edit":
            await self._edit(draft)
        else:
            lit = self.lit
            if lit is None:
                self.notice("No place of this text is open.")
                return
            change = {
                "review.harmless": self.reviewing.harmless,
                "review.out": self.reviewing.take_out,
            }
            change[command_id](draft, lit)
        self._count()
        self.renew()

    def _accept(self, draft: Draft) -> None:
        problem = self.reviewing.accept(draft)
        if problem:
            self.notice(problem)
            return
        self.main.list.move(1)
        self._lit = 0
        self.renew(first=True)

    async def _edit(self, draft: Draft) -> None:
        from agentdesk.tui.kit.sheet import Choice, Option, Sheet, SheetPlan, Text

        plan = SheetPlan(
            title=f"Text {draft.number} in your own words",
            intro="What is suspicious in it is shown again afterwards.",
            fields=(
                Choice("words", "Words", (Option("own", "as written below"),), default="own"),
                Text("text", "Text", required=True, multiline=True, value=draft.made),
            ),
            apply="keeps it",
        )
        answer = await self.ask(Sheet(plan, glyphs=self.glyphs))
        if answer is not None:
            self.reviewing.edit(draft, answer["text"])

    async def _write(self) -> None:
        """End with the scenario written, unless something known stands in it."""
        try:
            self.reviewing.text()
        except (Leak, ValueError) as error:
            self.notice(str(error))
            return
        self.ending = WRITE
        self.exit(0, return_code=0)


def run_review(reviewing: Reviewing, settings: Settings) -> str:
    """Show a review until the person leaves; return ``write`` if it is to be written."""
    heed(settings.colours)
    app = ReviewApp(reviewing, settings)
    app.run(mouse=wants_mouse())
    if app.return_code:
        raise SystemExit(app.return_code)
    return app.ending
