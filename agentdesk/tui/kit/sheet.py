"""Sheets: a few choices and some text, answered with digits, applied with Enter or Ctrl+S.

A sheet is described, not programmed. Its first field is always a choice, so that a hand typing by
mistake meets a field in which letters mean nothing: the first one disarms Enter. Import this
module when a sheet is needed, not at start-up.
"""

from collections.abc import Callable
from typing import ClassVar, NamedTuple

from textual import events
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.style import Style
from textual.widget import Widget
from textual.widgets import Input, Static

from agentdesk.sheetplan import Choice as Choice
from agentdesk.sheetplan import Field
from agentdesk.sheetplan import Option as Option
from agentdesk.sheetplan import SheetPlan as SheetPlan
from agentdesk.sheetplan import Text as Text
from agentdesk.sheetplan import applies as applies
from agentdesk.sheetplan import digits_of as digits_of
from agentdesk.sheetplan import needed as needed
from agentdesk.sheetplan import refilled as refilled
from agentdesk.tui.kit.app import KitApp
from agentdesk.tui.kit.behind import run_behind
from agentdesk.tui.kit.glyphs import UNICODE, Glyphs, to_ascii
from agentdesk.tui.kit.keynames import Token, is_text
from agentdesk.tui.kit.picker import Pick
from agentdesk.tui.kit.question import Question
from agentdesk.tui.kit.styles import style_paths


class Words(NamedTuple):
    """Where the words come from that can be put into a text of a sheet."""

    picker: Callable[[], Question[Pick]]
    """Makes the list to choose from."""
    text: Callable[[Pick], str]
    """Returns the words of what was chosen. Raises ``ValueError`` with a sentence."""


TYPING = "Typing? Esc leaves, a digit goes on"


class SheetState:
    """What has been answered so far, and which field the keyboard is in. No widgets in it."""

    def __init__(self, plan: SheetPlan) -> None:
        plan.check()
        self.plan = plan
        self.current = 0
        self.armed = True
        self.problem = plan.problem
        self.chosen: dict[str, str | None] = {}
        self.lit: dict[str, int] = {}
        for field in plan.fields:
            if isinstance(field, Choice):
                self.chosen[field.name] = field.default
                values = [option.value for option in field.options]
                self.lit[field.name] = values.index(field.default) if field.default in values else 0

    @property
    def field(self) -> Field:
        """Return the field the keyboard is in."""
        return self.plan.fields[self.current]

    def digit(self, digit: str) -> bool:
        """Choose by digit; ``False`` when no option has it."""
        field = self.field
        assert isinstance(field, Choice)
        digits = digits_of(field)
        if digit not in digits:
            return False
        self.lit[field.name] = digits.index(digit)
        self.take_lit()
        return True

    def take_lit(self) -> None:
        """Choose the highlighted option."""
        field = self.field
        assert isinstance(field, Choice)
        self.chosen[field.name] = field.options[self.lit[field.name]].value
        self.armed, self.problem = True, ""

    def light(self, by: int) -> None:
        """Move the highlight, round the ends."""
        field = self.field
        assert isinstance(field, Choice)
        self.lit[field.name] = (self.lit[field.name] + by) % len(field.options)
        self.armed, self.problem = True, ""

    def missing(self, texts: dict[str, str]) -> tuple[int, str] | None:
        """Return the first field that must still be answered, and the sentence that says so."""
        for index, field in enumerate(self.plan.fields):
            if not needed(self.plan, field, self.chosen):
                continue
            if isinstance(field, Choice):
                if self.chosen[field.name] is None:
                    return index, f"Choose first: {field.title.lower()}"
            elif not texts[field.name].strip():
                return index, f"Write first: {field.title.lower()}"
        return None

    def asked(self, index: int) -> bool:
        """Say whether a field is asked, after what has been chosen."""
        return applies(self.plan, self.plan.fields[index], self.chosen)

    def next_asked(self, by: int) -> int | None:
        """Return the next field that is asked, or the one before; ``None`` past the ends."""
        at = self.current + by
        while 0 <= at < len(self.plan.fields):
            if self.asked(at):
                return at
            at += by
        return None


class Sheet(Question[dict[str, str]]):
    """A sheet over the right half of the screen. Its result is a value by field, or ``None``."""

    AUTO_FOCUS = ""
    CSS_PATH = style_paths("sheet")[1:]
    BINDINGS: ClassVar[list[tuple[str, str, str]]] = []  # type: ignore[assignment] # keys come by take_key
    COMPONENT_CLASSES: ClassVar[set[str]] = {"sheet--lit", "sheet--muted"}

    def __init__(
        self, plan: SheetPlan, *, glyphs: Glyphs = UNICODE, words: Words | None = None
    ) -> None:
        super().__init__()
        self.state = SheetState(plan)
        self.words = words
        """What Ctrl+O, or a slash that begins a line, puts into a text with sentences."""
        self.glyphs = glyphs

    def compose(self) -> ComposeResult:
        """Lay out the title, the fields and the line of keys."""
        plan = self.state.plan
        with VerticalScroll(classes="sheet", can_focus=False):
            yield Static(self._line(plan.title), classes="sheet-title")
            if plan.intro:
                yield Static(self._line(plan.intro), classes="sheet-intro")
            for index, field in enumerate(plan.fields):
                kind = " -text" if isinstance(field, Text) else ""
                yield Static(id=f"field-{index}", classes=f"sheet-field{kind}")
                if isinstance(field, Text):
                    yield self._box(index, field)
            yield Static(id="sheet-foot")

    def on_mount(self) -> None:
        """Show the first field as the one the keyboard is in."""
        self._show()

    def take_key(self, token: Token, event: events.Event) -> bool:
        """Handle a key; ``False`` leaves it to the text box that has the keyboard."""
        if token == "escape":
            self.dismiss(None)
        elif token == "ctrl+s":
            self._apply()
        elif token in ("tab", "shift+tab"):
            self._go_round(1 if token == "tab" else -1)
        elif isinstance(self.state.field, Text):
            if self._asks_for_words(token):
                self._choose_words()
                return True
            if token != "enter" or self.state.field.multiline:
                return False
            self._go_on()
        else:
            self._choice_key(token)
        return True

    @property
    def texts(self) -> dict[str, str]:
        """Return what has been written so far, by field."""
        return {
            field.name: _written(self.query_one(f"#text-{index}"))
            for index, field in enumerate(self.state.plan.fields)
            if isinstance(field, Text)
        }

    # Inside

    def _choice_key(self, token: Token) -> None:
        state = self.state
        if token in ("up", "down"):
            state.light(1 if token == "down" else -1)
        elif token == "enter":
            if state.armed:
                state.take_lit()
                return self._go_on()
        elif token.isdigit() and state.digit(token):
            return self._go_on()
        elif state.armed and token in state.plan.letters:
            self.dismiss({"letter": state.plan.letters[token]})
            return None
        elif is_text(token):
            state.armed, state.problem = False, TYPING
        self._show()
        return None

    def _asks_for_words(self, token: Token) -> bool:
        """Say whether a key asks for words to put in: a slash only where a line begins."""
        field = self.state.field
        if self.words is None or not isinstance(field, Text) or not field.prose:
            return False
        return token == "ctrl+o" or (token in ("/", "slash") and _at_line_start(self._box_here()))

    def _box_here(self) -> Widget:
        return self.query_one(f"#text-{self.state.current}")

    def _choose_words(self) -> None:
        """Open the list of words; keys wait until it is there."""
        app = self.app
        assert isinstance(app, KitApp)
        assert self.words is not None
        hold = app.router.hold()
        opened = app.push_screen(self.words.picker(), self._put_in)

        async def let_go() -> None:
            try:
                await opened
            finally:
                app.router.release(hold)

        run_behind(self, let_go, "choosing words")

    def _put_in(self, pick: Pick | None) -> None:
        """Put the chosen words in where the cursor is; a line takes them as one line."""
        if pick is None or self.words is None:
            return
        try:
            text = self.words.text(pick)
        except ValueError as error:
            self.state.problem = str(error)
            self._show()
            return
        box = self._box_here()
        if isinstance(box, Input):
            box.insert_text_at_cursor(" ".join(text.split()))
        else:
            getattr(box, "insert")(text)  # noqa: B009 - a text area, which is loaded when it is needed

    def _go_on(self) -> None:
        following = self.state.next_asked(1)
        if following is None:
            self._apply()
        else:
            self._go_to(following)

    def _go_round(self, by: int) -> None:
        """Go to the next field, after the last one to the first."""
        fields = range(len(self.state.plan.fields))
        end = next(i for i in (fields if by > 0 else reversed(fields)) if self.state.asked(i))
        following = self.state.next_asked(by)
        self._go_to(end if following is None else following)

    def _go_to(self, index: int) -> None:
        self.state.current = index
        self.state.armed = True
        field = self.state.field
        box = self.query_one(f"#text-{index}") if isinstance(field, Text) else None
        self.set_focus(box)
        self._show()

    def _apply(self) -> None:
        texts = self.texts
        if found := self.state.missing(texts):
            index, sentence = found
            self._go_to(index)
            self.state.problem = sentence
            self._show()
            return
        said = {**{k: v for k, v in self.state.chosen.items() if v is not None}, **texts}
        fields = enumerate(self.state.plan.fields)
        asked = [f.name for index, f in fields if self.state.asked(index)]
        self.dismiss({name: said[name] for name in asked if name in said})

    def _show(self) -> None:
        for index, field in enumerate(self.state.plan.fields):
            shown = self.query_one(f"#field-{index}", Static)
            here = index == self.state.current
            shown.display = asked = self.state.asked(index)
            shown.set_class(here, "-current")
            if isinstance(field, Text):
                self.query_one(f"#text-{index}").display = asked
                shown.update(self._text_title(field))
            else:
                shown.update(self._choice(field, here))
        foot = self.query_one("#sheet-foot", Static)
        foot.set_class(bool(self.state.problem), "-problem")
        foot.update(self._line(self.state.problem or self._keys()))
        self.query_one(f"#field-{self.state.current}").scroll_visible(animate=False)

    def _text_title(self, field: Text) -> Content:
        """Name a text; where it hangs on a choice, say whether it may stay empty."""
        title = self._line(field.title)
        if field.needed_if is None or field.required:
            return title
        must = needed(self.state.plan, field, self.state.chosen)
        hint = "needed" if must else "may stay empty"
        return title + self._line(f"  {hint}").stylize(self._looks("sheet--muted"))

    def _choice(self, field: Choice, here: bool) -> Content:
        value = self.state.chosen[field.name]
        if not here:
            label = next((opt.label for opt in field.options if opt.value == value), "")
            return self._line(f"{field.title}  {label or self.glyphs.none}")
        lines = [self._line(field.title)]
        muted, lit = self._looks("sheet--muted"), self._looks("sheet--lit")
        for number, (option, digit) in enumerate(zip(field.options, digits_of(field), strict=True)):
            on = number == self.state.lit[field.name]
            bar = self.glyphs.cursor if on else " "
            text = self._line(f"{bar}{digit or ' '} {option.label}").stylize(lit if on else Style())
            if option.hint:
                text = text + self._line(f"  {option.hint}").stylize(muted)
            lines.append(text)
        return Content("\n").join(lines)

    def _keys(self) -> str:
        dot = self.glyphs.dot
        if isinstance(self.state.field, Text):
            enter = "" if self.state.field.multiline else f"Enter goes on {dot} "
            if self.words is not None and self.state.field.prose:
                enter += f"Ctrl+O answer {dot} "
        else:
            enter = f"digit or Enter chooses {dot} "
        return f"{enter}Ctrl+S {self.state.plan.apply} {dot} Esc leaves"

    def _line(self, text: str) -> Content:
        return Content(text if self.glyphs is UNICODE else to_ascii(text))

    def _looks(self, name: str) -> Style:
        return self.get_visual_style(name, partial=True)

    def _box(self, index: int, field: Text) -> Widget:
        if not field.multiline:
            return Input(
                field.value,
                placeholder=field.placeholder,
                id=f"text-{index}",
                select_on_focus=False,
                compact=True,
            )
        from textual.widgets import TextArea

        return TextArea(
            field.value,
            placeholder=field.placeholder,
            id=f"text-{index}",
            tab_behavior="focus",
            compact=True,
            highlight_cursor_line=False,
        )


def _at_line_start(box: Widget) -> bool:
    if isinstance(box, Input):
        return box.cursor_position == 0 and box.selection.is_empty
    selection = getattr(box, "selection", None)
    return selection is not None and selection.start == selection.end and selection.end[1] == 0


def _written(box: Widget) -> str:
    value = getattr(box, "text", None) if not isinstance(box, Input) else box.value
    assert isinstance(value, str)
    return value
