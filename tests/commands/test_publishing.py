"""Whatever leaves by `export --public` was shown word for word in the room before it was agreed to, and is read back by
other programs as just that, whatever stands in it."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from commands.base import Moment, Room
from commands.calendar.schedule import keep
from commands.dates import Span
from commands.publishing import public_files
from commands.words import Member
from storage import Store
from storage.decisions import BallotFigures, NewDecision
from storage.literature import NewEntry
from storage.meetings import NewMeeting
from tests.board import BERLIN, PEOPLE, ROOM, Board
from tests.commands.publishing import FILES, ReadBack, read_back

SECRET = "GEHEIM"
MEMBERS = tuple(Member(person.user_id, person.name, person.power) for person in PEOPLE)
HOSTILE = (
    "</script><script>alert(1)</script>", "<!-- x --> <b>fett</b> &amp; &#60;", "# Kopf", "- Punkt", "1. Punkt", "---",
    "===", "> Zitat", "    Code", "```\ncode", "`code`", "*fett* _kursiv_ ~~weg~~", "[Text](javascript:alert(1))",
    "![Bild](https://böse.de/x.png)", "[ref]: https://böse.de", "| a | b |\n|---|---|", "<https://böse.de>", "\\",
    "\\\\n",
    "}, @book{L9, title={Falsch}}", "{ { {", "} } }", "%Kommentar", "$x$ ^ ~ & # _", "\\input{/etc/passwd}",
    "\" , x = \"",
    "and others", "Müller and Schmidt, A.", "BEGIN:VEVENT\r\nSUMMARY:Falsch", "a;b,c:d\\n", "END:VCALENDAR",
    "'\"}]}", "\u202eumgekehrt\u202c", "a\x00b\x1fc\u2028d\u200be\U000e0041f", "{{7*7}} ${x} <%= x %>", "=SUM(A1)",
    "@room @all",
    "😀 中文 עברית", "Zeile\nzwei", "&copy; &lt;script&gt;", "http://a.de](x) [y", "'''", "]]>",
)  # fmt: skip
ADDRESSES = (
    "https://a.de/x?y=1&copy;=2#z", "https://a.de/(a)[b]_c_*d*", "https://a.de/%3Cscript%3E", "https://a.de/`x`\\y",
    "https://a.de/\"><script>", "javascript:alert(1)", "https://a.de/ä|{b}^~", "",
)  # fmt: skip


async def put(board: Board, change: Callable[[Store], Any]) -> Any:
    return await board.database.write(lambda connection: change(Store(connection, ROOM)))


def entry(store: Store, title: str, names: list[dict[str, str]], address: str, tags: list[str]) -> str:
    new = NewEntry(
        f"k{store.literature.count()}",
        address or None,
        {"title": title, "author": names, "abstract": SECRET, "publisher": SECRET, "DOI": SECRET},
        SECRET,
        tuple((tag, tag.lower()) for tag in tags),
        "@anna:board.test",
    )
    added = store.literature.add(new, 1)
    store.literature.read_by(added.id, "@ben:board.test", 1)
    return added.key


def decision(store: Store, text: str) -> str:
    new = NewDecision(text, "@ben:board.test", "simple", needed=2, share="50 %")
    opened = store.decisions.open(new, [member.user_id for member in MEMBERS], 1)
    return store.decisions.conclude(opened, "accepted", BallotFigures(2, 1, 0), 1_764_000_000_000).key


def meeting(store: Store, title: str, place: str, *, series: bool) -> str:
    start = datetime(2026, 12, 8, 14, tzinfo=BERLIN)
    span = Span(start, start + timedelta(hours=2), all_day=False, rrule="FREQ=WEEKLY" if series else None)
    when = keep(span, "Europe/Berlin")
    new = NewMeeting(title, "@anna:board.test", when=when, place=place, link=f"https://meet.example.org/{SECRET}")
    added = store.meetings.add(new, (), 1)
    store.meetings.set_description(added.id, SECRET, 2)
    return added.key


async def released(board: Board, *keys: str) -> str:
    """What the room was shown of those records; they are agreed to, unless they cannot be or may name a member."""
    shown = await board.says("anna", f"!freigabe vorschlagen {', '.join(keys)}")
    if " Vorschlag zur Freigabe: " in shown:
        agreed = await board.says("olga", "!freigabe zustimmen")
        assert " ist freigegeben: " in agreed, agreed
    return shown


async def published(board: Board, *, days: int = 0) -> dict[str, bytes]:
    now = board.now + timedelta(days=days)
    at = Moment(Room(ROOM, MEMBERS, "@bot:board.test"), now, board.settings)
    return dict(await board.database.read(lambda connection: list(public_files(at, Store(connection, ROOM)))))


async def read(board: Board) -> ReadBack:
    files = await published(board)
    assert files == await published(board, days=400)
    assert all(SECRET.encode() not in data for data in files.values())
    names = (name for member in MEMBERS for name in (member.user_id, member.name))
    assert [name for name in names if any(name.encode() in data for data in files.values())] == []
    return read_back(files)


def own_words(board: Board) -> set[str]:
    """What the files say of their own."""
    return {
        "Beschlüsse", "Was das Board freigegeben hat", "Literatur", "Sitzungen", "Keine.", "Die Sitzung ist abgesagt.",
        *(f"Dateien: {names}" for names in ("literatur.bib, literatur.csl.json", "beschluesse.md", "sitzungen.ics")),
    }  # fmt: skip


def not_shown(board: Board, back: ReadBack, shown: str) -> list[str]:
    """The words of the files that the room was not shown, one by one; lines of the index are several fields."""
    fields = [
        part.removeprefix(": ").removeprefix("#")
        for words in back.words
        if words not in own_words(board)
        for part in [words, *words.split(" – ")][0 if words in shown else 1 :]
    ]
    parts = [field.partition(": ")[2] if field[:1] == "B" and field not in shown else field for field in fields]
    tags = [tag for part in parts for tag in (part.split(" #") if part not in shown else [part])]
    return [tag for tag in tags if tag not in shown]


async def test_nothing_released_gives_valid_and_empty_files(room: Board) -> None:
    files = await published(room)
    assert set(files) == FILES
    assert files["literatur.bib"] == b""
    assert files["literatur.csl.json"] == b"[]\n"
    assert files["beschluesse.md"].decode() == "# Beschlüsse\n\nKeine.\n"
    back = read_back(files)
    assert (back.entries, back.decisions, back.events) == ((), (), ())
    assert set(back.words) <= own_words(room)


async def test_the_files_say_what_was_shown(room: Board) -> None:
    names = [{"family": "Müller", "given": "Petra"}, {"literal": "Stadt & Land"}]
    await put(room, lambda store: entry(store, "Bericht_5 {neu}", names, "https://a.de/x?y=1&z=2", ["kgst", "bau"]))
    await put(room, lambda store: decision(store, "Das Board nimmt das Papier an.\nUnd mehr."))
    await put(room, lambda store: meeting(store, "Sommerfest", "Bochum; Rathaus", series=False))
    await put(room, lambda store: meeting(store, "Jour fixe", "", series=True))
    await released(room, "L1", "B1", "M1", "M2")
    await read(room)
    files = await published(room)
    assert files["literatur.bib"].decode() == (
        "@online{L1,\n  title = {Bericht\\_5 \\textbraceleft{}neu\\textbraceright{}},\n"
        "  author = {Müller, Petra and {Stadt \\& Land}},\n  url = {https://a.de/x?y=1&z=2},\n"
        "  keywords = {bau, kgst},\n}\n"
    )
    assert files["beschluesse.md"].decode() == (
        "# Beschlüsse\n\n## B1\n\nDas Board nimmt das Papier an. Und mehr.\n\n"
        "- Ergebnis: B1 ist angenommen: 2 ja, 1 nein, 0 Enthaltungen; beschlussfähig (3 von 4, nötig 2).\n"
        "- Beendet am: Mo, 24. November 2025\n"
    )
    assert files["index.md"].decode() == (
        "# Was das Board freigegeben hat\n\n## Literatur\n\n"
        "- [Bericht\\_5 {neu}](https://a.de/x?y=1&amp;z=2) – Müller, Petra; Stadt \\& Land – \\#bau \\#kgst\n\n"
        "Dateien: [literatur.bib](literatur.bib), [literatur.csl.json](literatur.csl.json)\n\n"
        "## Beschlüsse\n\n- [B1](beschluesse.md): Das Board nimmt das Papier an. Und mehr.\n\n"
        "Dateien: [beschluesse.md](beschluesse.md)\n\n"
        "## Sitzungen\n\n- Sommerfest – Termin: Di, 8. Dezember 2026, 14:00–16:00 – Bochum; Rathaus\n"
        "- Jour fixe – Termine: wöchentlich 14:00-16:00 ab 8.12.2026\n\n"
        "Dateien: [sitzungen.ics](sitzungen.ics)\n"
    )
    assert files["REUSE.toml"].decode().startswith('version = 1\n\n[[annotations]]\npath = ["literatur.bib"')


async def test_what_is_withdrawn_or_has_changed_is_gone_in_the_next(room: Board) -> None:
    for number in range(3):
        await put(room, lambda store, n=number: entry(store, f"Titel {n}", [], f"https://a.de/{n}", []))
        await released(room, f"L{number + 1}")
    await room.says("anna", "!lit ändern L2 Titel: Anderes")
    await room.says("anna", "!freigabe zurückziehen F3")
    assert (await read(room)).entries == ("L1",)
    await room.says("anna", "!lit ändern L2 Titel: Titel 1")
    assert (await read(room)).entries == ("L1", "L2")
    await room.says("anna", "!rückgängig")
    assert (await read(room)).entries == ("L1",)


async def test_an_event_keeps_its_uid_and_rises_with_each_release(room: Board) -> None:
    key = await put(room, lambda store: meeting(store, "Sommerfest", "Bochum", series=False))
    await released(room, key)
    before = (await published(room))["sitzungen.ics"].decode()
    await room.passes(hours=1)
    await room.says("anna", f"!sitzung link {key} https://meet.example.org/anders")
    assert (await published(room))["sitzungen.ics"].decode() == before
    await room.says("anna", f"!sitzung ort {key} Jena")
    await released(room, key)
    after = (await published(room))["sitzungen.ics"].decode()
    uid = next(row for row in before.splitlines() if row.startswith("UID:"))
    assert uid in after and "@" not in uid
    assert "SEQUENCE:1\r\n" in before and "SEQUENCE:2\r\n" in after
    assert "DTSTAMP:20261125T090000Z\r\n" in before and "LOCATION:Jena\r\n" in after


@pytest.mark.parametrize("address", ADDRESSES)
async def test_no_address_breaks_out(room: Board, address: str) -> None:
    key = await put(room, lambda store: entry(store, "Titel", [], address, []))
    await released(room, key)
    back = await read(room)
    assert back.entries == ("L1",)
    assert [link for link in back.addresses if link.startswith("javascript") and link != address] == []
    page = (await published(room))["index.md"].decode()
    assert "<" not in page and "](javascript" not in page


@pytest.mark.long
async def test_no_title_breaks_out_of_any_file(room: Board) -> None:
    keys = []
    for number, text in enumerate(HOSTILE):

        def add(store: Store, text: str = text, number: int = number) -> list[str]:
            return [
                entry(
                    store, text, [{"literal": text}, {"family": text, "given": text}], f"https://a.de/{number}", ["x"]
                ),
                decision(store, text),
                meeting(store, text, text, series=False),
            ]

        keys.append(await put(room, add))
    shown = "\n".join([await released(room, *some) for some in keys])
    back = await read(room)
    assert len(back.entries) == len(back.decisions) == len(back.events) == len(HOSTILE)
    assert not_shown(room, back, shown) == []
    assert back.tags.count("h1") == 2 and back.tags.count("h2") == 3 + len(HOSTILE)
    json_file = (await published(room))["literatur.csl.json"].decode()
    assert "<" not in json_file


TEXTS = st.one_of(
    st.text(st.characters(codec="utf-8"), min_size=1, max_size=60),
    st.sampled_from(HOSTILE),
    st.sampled_from(
        ["Bericht", "Anna und die Daten", "mit #intern", "Steuerung & Prüfung", "Papier von @ben:board.test"]
    ),
)
NAMES = st.lists(
    st.one_of(
        st.builds(lambda a, b: {"family": a, "given": b}, TEXTS, TEXTS), st.builds(lambda a: {"literal": a}, TEXTS)
    ),
    max_size=3,
)
TAGS = st.lists(st.sampled_from(["kgst", "bau", "intern", "recht#x", "a,b"]), max_size=2, unique=True)
RECORDS = st.lists(
    st.one_of(
        st.tuples(st.just(entry), TEXTS, NAMES, st.sampled_from(ADDRESSES), TAGS),
        st.tuples(st.just(decision), TEXTS),
        st.tuples(st.just(meeting), TEXTS, TEXTS, st.booleans()),
    ),
    min_size=1,
    max_size=6,
)
LATER = st.lists(
    st.tuples(st.integers(0, 5), st.sampled_from(["title", "note", "remove", "tag", "nothing"])), max_size=4
)


@given(records=RECORDS, later=LATER)
@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_whatever_leaves_was_shown_word_for_word_before_it_was_agreed_to(
    tmp_path_factory: pytest.TempPathFactory, records: list[Any], later: list[Any]
) -> None:
    async def tried() -> None:
        with tempfile.TemporaryDirectory(dir=tmp_path_factory.getbasetemp()) as folder:
            board = await Board(Path(folder)).start()
            try:
                await _tried(board, records, later)
            finally:
                await board.stop()

    asyncio.run(tried())


async def _tried(board: Board, records: list[Any], later: list[Any]) -> None:
    keys, shown = [], []
    for make, *values in records:
        more = {"series": values.pop()} if make is meeting else {}
        keys.append(await put(board, lambda store, make=make, values=values, more=more: make(store, *values, **more)))
    for key in keys:
        said = await released(board, key)
        shown += [said] if " Vorschlag zur Freigabe: " in said else []
    for which, what in later:
        await put(board, lambda store, which=which, what=what: _changed(store, keys[which % len(keys)], what))
    assert not_shown(board, await read(board), "\n".join(shown)) == []


def _changed(store: Store, key: str, what: str) -> None:
    found = store.literature.find(int(key[1:])) if key[0] == "L" else None
    if found is None:
        return
    if what == "title":
        store.literature.change(replace(found, csl={**found.csl, "title": "Ganz anderes"}))
    elif what == "note":
        store.literature.change(replace(found, note=f"{SECRET} anders"))
    elif what == "remove":
        store.literature.remove(found.id)
    elif what == "tag":
        store.literature.tag(found.id, [("intern", "intern")])
