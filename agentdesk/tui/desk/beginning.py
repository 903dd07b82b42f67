"""Opening the store behind the first frame, and following it from then on."""

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING

from agentdesk.clock import DAY, SystemClock
from agentdesk.data.errors import StoreError
from agentdesk.domain.calendar import BadCalendar, calendar_in, elapsed_ms
from agentdesk.seat.session import Session
from agentdesk.seat.sitting import sit_down
from agentdesk.seat.views import wrong_views
from agentdesk.tui.desk.bench import Bench
from agentdesk.tui.desk.following import Following
from agentdesk.tui.desk.opening import Opening
from agentdesk.tui.desk.signals import listen
from agentdesk.tui.kit import tidying

if TYPE_CHECKING:
    from agentdesk.tui.desk.app import DeskApp, Opener


async def begin(app: "DeskApp", opener: "Opener", opening: Opening) -> None:
    """Open the store and follow it; a desk that cannot be opened ends with the reason."""
    if not app.is_headless:
        listen(app)
    try:
        session = await opener()
    except Exception as error:
        app.give_up(error)
        return
    app.desk.queue.clock = session.store.clock
    app.bench = Bench(session, app.desk)
    following = Following(app, app.bench)
    app.followers.append(following.stop)
    try:
        await following.start()
    except StoreError as error:
        await session.store.close()
        app.give_up(error)
        return
    await _come_back(app.bench)
    app.show_hints()
    await asyncio.to_thread(_work_out_calendars, session)
    tidying.begin()
    await _greet(app, session, app.bench, opening)


def _work_out_calendars(session: Session) -> None:
    """Load what the calendars need, public holidays above all, before a timer falls due on them.

    It takes a tenth of a second and some megabytes, which would otherwise come in mid-shift.
    """
    for calendar in session.setup.calendars:
        with suppress(BadCalendar):
            elapsed_ms(calendar_in(session.setup, calendar.id), session.now, session.now + DAY)


async def _come_back(bench: Bench) -> None:
    """Be here, and available again after one's last desk was closed."""
    if await sit_down(bench.session):
        with suppress(StoreError):
            await bench.renew_numbers()


async def _greet(app: "DeskApp", session: Session, bench: Bench, opening: Opening) -> None:
    """Say what is said once, and ask a person at their first start for the keys."""
    if opening.lessons:
        from agentdesk.tui.desk.lessons import Lessons

        bench.lessons = Lessons(session.me.id, SystemClock().now())
    if sentence := wrong_views(session) or _wrong_macros(session) or opening.greeting:
        app.say(sentence)
    if opening.keep_preset is not None:
        from agentdesk.tui.desk.first_start import ask_keys

        await ask_keys(app, opening.keep_preset)


def _wrong_macros(session: Session) -> str:
    """Say which own macro is left out; what knows of macros is loaded only where there are any."""
    if not session.own_macros:
        return ""
    from agentdesk.seat.macros import wrong_macros

    return wrong_macros(session)
