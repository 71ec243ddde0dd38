"""Every command that changes something: done and taken back, the records are as they were, also over a restart."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest

from commands.features import vocabulary
from commands.undoable import HAPPENINGS, ROWS
from storage.changes import tables
from tests.board import Board, refused
from tests.lending import prepared
from tests.selection import some

READY = (
    "!meeting propose Klausur: 8.12. 14-16 Uhr; 9.12. 10 Uhr; 10.12. 10 Uhr",
    "!meeting plan Jour fixe 15.12. 14-16 Uhr",
    "!meeting plan Runde jeden ersten Dienstag im Monat 14-15 Uhr",
    "!meeting plan Abgesagt 16.12. 14-16 Uhr",
    "!meeting cancel M4",
    "!host offer Bochum",
    "!host offer Essen",
    "!task add Positionspapier entwerfen bis 15.1.",
    "!task add Erledigtes",
    "!task done T6",
    "!task claim T2",
    "!lit add https://example.org/a Verwaltungsreform #kgst",
    "!remind in 2 Tagen Folien schicken",
    "!remind jeden Montag 8:30 Lage",
    "!task add Wiederkehrendes jeden Montag",
    "!task claim T7",
    "!agenda add M2 Haushalt; 20 min",
    "!agenda add M2 Leitlinien",
    "!agenda add Später",
    "!impulse add Matrix; Person: Dr. Ada Beispiel, Stadt Jena",
    "!impulse add Open Source in Schulen",
    "!impulse confirm I2 M2 20 min",
    *(f"!decision add Beschluss {n} zur Freigabe; Frist: 15.1." for n in range(1, 5)),
    *(
        line
        for n in (3, 4)
        for line in (f"!decision yes B{n}", f"!decision yes B{n} for @ben", f"!decision close B{n}")
    ),
    "!decision no B2",
    "!release propose L1",
    "!release propose M2",
    "!release agree F2 by B3",
)
LINES = {
    "meeting propose": ("!meeting propose Neues: 18.12. 14-16 Uhr; 19.12. 10 Uhr\nFrist: 1.12. 18:00",),
    "meeting vote": ("!meeting vote M1 1 ja, 2 nein", "!meeting vote M1 für @cem 1 ja"),
    "vote": ("!vote M1 1 ja", "!vote M1 alle ja"),
    "meeting mute": ("!meeting mute M1",),
    "meeting unmute": ("!meeting mute M1\n!meeting unmute M1\n!meeting mute M1",),
    "meeting add": ("!meeting add M1 11.12. 14-16 Uhr", "!meeting add M1 11.12. 9 Uhr H2"),
    "meeting drop": ("!meeting drop M1 2",),
    "meeting close": ("!meeting close M1 2", "!meeting close M1 2 with H1"),
    "meeting plan": ("!meeting plan Neues 17.12. 14 Uhr", "!meeting plan Reihe jeden Mittwoch 9 Uhr außer 23.12."),
    "meeting move": ("!meeting move M2 17.12. 10-11 Uhr", "!meeting move M3 5.1.2027 auf 6.1.2027 10 Uhr"),
    "meeting place": ("!meeting place M2 Jena", "!meeting place M1 Jena"),
    "meeting link": ("!meeting link M2 https://meet.example.org/a",),
    "meeting edit": ("!meeting edit M2 Titel: Anderes", "!meeting edit M1 Frist: 2.12. 18 Uhr"),
    "meeting cancel": ("!meeting cancel M2", "!meeting cancel M1", "!meeting cancel M3 5.1.2027"),
    "meeting reopen": ("!meeting reopen M4",),
    "meeting attend": ("!meeting attend M2 online",),
    "meeting done": ("!meeting done M2 anna, ben",),
    "decision add": ("!decision add Neues; Frist: 15.1.", "!decision add Neues; to M2; Task: @ben by 1.2."),
    "decision yes": ("!decision yes B1", "!decision yes B2", "!decision yes B1 for @ben"),
    "decision no": ("!decision no B1 Zu teuer",),
    "decision abstain": ("!decision abstain B1",),
    "decision undo": ("!decision undo B2",),
    "decision repeal": ("!decision repeal B3 by B4",),
    "host offer": ("!host offer Jena für 25",),
    "host edit": ("!host edit H1 für 30",),
    "host withdraw": ("!host withdraw H1",),
    "host accept": ("!host accept H1 M2",),
    "host skip": ("!host skip @ben",),
    "task add": ("!task add Neues bis 20.1.", "!task add Neues jeden Freitag @ben"),
    "task claim": ("!task claim T5",),
    "task release": ("!task release T2",),
    "task assign": ("!task assign T5 @ben",),
    "task handover": ("!task handover T2 @ben",),
    "task due": ("!task due T5 20.1.", "!task due T7 jeden Freitag", "!task due T7 none"),
    "task repeat": ("!task repeat T5 jeden Freitag", "!task repeat T7 none"),
    "task note": ("!task note T5 Halb fertig",),
    "task done": ("!task done T5", "!task done T7"),
    "task edit": ("!task edit T5 Anderes Papier",),
    "task reopen": ("!task reopen T6",),
    "task drop": ("!task drop T5", "!task drop T7 once", "!task drop T7 always"),
    "lit add": ("!lit add https://example.org/b Neues #neu",),
    "lit edit": ("!lit edit L1 Titel: Anderes",),
    "lit tag": ("!lit tag L1 #neu",),
    "lit read": ("!lit read L1",),
    "lit remove": ("!lit remove L1",),
    "agenda add": ("!agenda add M2 Neues; 20 min; @ben", "!agenda add M3 Neues", "!agenda add Neues"),
    "agenda take": ("!agenda take M2 1",),
    "agenda edit": ("!agenda edit M2 1 Anderes",),
    "agenda duration": ("!agenda duration M2 1 30 min",),
    "agenda move": ("!agenda move M2 2 to 1",),
    "agenda defer": ("!agenda defer M2 1", "!agenda defer M2 1 to the backlog"),
    "agenda drop": ("!agenda drop M2 1", "!agenda drop backlog 1"),
    "minutes note": ("!minutes note M2 1 Gesagt", "!minutes note M2 Gesagt"),
    "minutes present": ("!minutes present M2 anna, ben",),
    "impulse add": ("!impulse add Neues; Contact: @ben",),
    "impulse edit": ("!impulse edit I1 Contact: @ben", "!impulse edit I2 Anderes"),
    "impulse ask": ("!impulse ask I1 until 15.1.", "!impulse ask I1 @ben"),
    "impulse claim": ("!impulse claim I1",),
    "impulse confirm": ("!impulse confirm I1 M2 20 min", "!impulse confirm I2 M3", "!impulse confirm I1 backlog"),
    "impulse declined": ("!impulse declined I1 keine Zeit", "!impulse declined I2"),
    "impulse held": ("!impulse held I2", "!impulse held I1 M2"),
    "impulse wish": ("!impulse wish I1",),
    "impulse drop": ("!impulse drop I1", "!impulse drop I2"),
    "release propose": ("!release propose B3", "!release propose M3, B4"),
    "release agree": ("!release agree F1 by B3",),
    "release reject": ("!release reject F1 Zu früh",),
    "release withdraw": ("!release withdraw F2", "!release withdraw F1"),
    "remind set": ("!remind in 3 Tagen Neues",),
    "remind cancel": ("!remind cancel R1", "!remind cancel R2"),
    "remind snooze": ("!remind snooze R1 2h",),
    "remind move": ("!remind move R1 in 5 Tagen",),
}
NO_LINE = {"lit import"}
"""What is more than a line: tried in `test_undo_of_errands.py`."""
LATER = {"impulse held": 21, "meeting done": 21, "minutes present": 21, "remind snooze": 2}
"""Days after which such a line can be said."""
GOES_ON = {"sequence", "changed", "rounds"}
WRITING = [c for c in vocabulary().commands.values() if not (c.reads or c.answers)]
READING = {"meeting show", "meeting ics", "host next"}
"""Commands that look things up, although they run in a transaction."""


async def dumped(room: Board) -> dict[str, list[dict[str, Any]]]:
    """All records, but for what goes on by itself."""

    def read(connection: Any) -> dict[str, list[dict[str, Any]]]:
        found = {}
        for table in tables(connection).values():
            dropped = " WHERE dropped IS NULL" if table.name == "slots" else ""
            rows = [dict(row) for row in connection.execute(f'SELECT * FROM "{table.name}"{dropped}')]
            hidden = GOES_ON | ({"id"} if table.name == "timers" else set())
            kept = [{name: value for name, value in row.items() if name not in hidden} for row in rows]
            found[table.name] = sorted(kept, key=repr)
        return found

    return await room.database.read(read)


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Board]:
    """A board on which all of `READY` was said."""
    with prepared(tmp_path_factory.mktemp("filled"), READY) as board:
        yield board


@pytest.fixture
async def ready(filled: Board, all_offered_works: None) -> AsyncIterator[Board]:
    async with filled.tried() as board:
        yield board


def test_every_command_that_changes_something_stands_in_the_table() -> None:
    assert {command.name for command in WRITING} - READING <= set(ROWS)
    assert set(ROWS) <= {command.name for command in WRITING} | set(HAPPENINGS)


def test_every_row_of_the_table_is_tried() -> None:
    taken_back = {name for name, row in ROWS.items() if row.kept is None} - set(HAPPENINGS)
    assert taken_back == set(LINES) | NO_LINE


NOT_IN_TURN = "Mit !rückgängig lässt sich das nicht wieder umkehren: Was doch gelten soll, bitte neu sagen."
TRIED = [(name, line, restart) for name, lines in LINES.items() for line in lines for restart in (False, True)]


@pytest.mark.long
@pytest.mark.parametrize(("name", "line", "restart"), some(TRIED, 3))
async def test_done_and_taken_back_is_as_it_was(ready: Board, name: str, line: str, restart: bool) -> None:
    if name in LATER:
        await ready.passes(days=LATER[name])
    before = await dumped(ready)
    answer = await ready.says("olga", line)
    assert not refused(answer), answer
    if "!ja" in answer:
        answer = await ready.says("olga", "!ja")
    done = await dumped(ready)
    assert done != before, answer
    if restart:
        await ready.stop()
        await ready.start()
    back = await ready.says("olga", "!undo")
    assert back.splitlines()[-1] == NOT_IN_TURN, back
    for _ in range(2):  # who was told of the change hears that it is taken back, and may be told more after a minute
        await ready.passes(seconds=61)
    assert await dumped(ready) == before
    again = await ready.says("olga", line)
    assert not refused(again), again


@pytest.mark.long
async def test_taking_all_back_one_after_the_other_leaves_nothing(room: Board) -> None:
    before = await dumped(room)
    taken_back = [line for line in READY if "decision" not in line and " by B" not in line]  # what is closed stays so
    for line in taken_back:
        await room.says("olga", line)
    for _line in taken_back:
        back = await room.says("olga", "!undo")
        assert back.splitlines()[-1] == NOT_IN_TURN, back
    assert await dumped(room) == before
