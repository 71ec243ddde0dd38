"""Every message fits into an event, new and as an edit, whatever the records hold; what is shown says all."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from commands.base import Settings, UserError, to_ms
from commands.base.execution import carry_out
from commands.base.line import read_line
from commands.features import NOTICES, vocabulary
from commands.tasks.notices import free_those_of
from commands.words import Content, File, Lines, Message, MessageRedaction, Poll, Reply, Said, Text, bullets
from commands.words.render import Style, render
from commands.words.sizes import FITS, narrowing, paged, size
from matrixbot.bot import contents
from storage.timers import Timer, take_due
from tests.commands.full_board import NOW, ROOM, FullBoard
from tests.selection import some

STYLE = Settings().style
MORE = ("task list 3", "task mine 2", "task open", "task overdue 2", "task show T5 2", "host list 2", "host history 2")
MORE += ("lit list 2", "lit show L4 2", "remind list 2", "meeting list 2", "meeting list past 2", "meeting show M1 2")
MORE += ("help meeting", "help host", "help task", "help lit", "help remind", "help", "me", "status", "trust")
MORE += ("meeting nudge M1", "meeting close M1", "meeting close M1 2", "meeting cancel M1", "host call M2", "host next")

MORE += ("decision list 2", "decision show B4 2", "decision show B20", "decision close B4", "decision nudge B4")
MORE += ("decision search 1", "decision edit B4 x", "decision repeal B20 by B21", "decision no B4 x")

MORE += ("impulse list 2", "impulse open 2", "impulse show I2", "impulse show I3", "impulse edit I2 x")

LISTS = ("task list", "task mine", "task overdue", "lit list", "remind list", "meeting list", "meeting list past")
LISTS += ("host list", "host history", "decision list", "impulse list")


FULL = {"ampersand": ("&", 20), "quotes": ('"', 20), "emoji": ("🎉", 500)}


@pytest.fixture(scope="module", params=some(FULL, 3))
def board(request: pytest.FixtureRequest) -> Iterator[FullBoard]:
    full = FullBoard(*FULL[request.param])
    yield full
    full.connection.close()


def lines_to_say() -> list[str]:
    known = vocabulary().commands.values()
    examples = [
        render(example, Style(language, "Europe/Berlin")).body
        for command in known
        for example in command.examples
        for language in ("en", "de")
    ]
    return sorted({*examples, *(f"!{line}" for line in MORE)})


def answered(board: FullBoard, body: str) -> Reply:
    """The answer to a line; what it changed is taken back."""
    line = read_line(body, "!")
    asked = vocabulary().resolve(line) if line else None
    assert asked is not None, body
    board.connection.execute("SAVEPOINT line")
    try:
        return carry_out(asked, board.call(body), board.store)
    except UserError as mistake:
        return Reply(contents.warning(mistake.text, mistake.example))
    finally:
        board.connection.execute("ROLLBACK TO line")
        board.connection.execute("RELEASE line")


def too_large(said: Said) -> bool:
    match said:
        case Message():
            edit = contents.replacing(contents.message(said, STYLE, edits=True))
            return not (contents.fits(contents.message(said, STYLE)) and contents.fits(edit))
        case Poll():
            return not contents.fits(contents.poll_start(said, STYLE))
        case MessageRedaction():
            return False
        case File():
            return not contents.fits(contents.file(said, STYLE)) or (said.text is not None and not _captioned(said))
    return False


def _captioned(said: File) -> bool:
    return "formatted_body" in contents.file(said, STYLE)


@pytest.mark.long
def test_every_answer_fits_into_an_event_new_and_as_an_edit(board: FullBoard) -> None:
    large = []
    for line in some(lines_to_say(), 11):
        reply = answered(board, line)
        said = (Message(reply.text), *reply.also)
        large += [f"{line}: {type(one).__name__}" for one in said if too_large(one)]
    assert large == []


@pytest.mark.long
def test_every_notice_fits_into_an_event(board: FullBoard) -> None:
    board.connection.execute("SAVEPOINT notices")
    for days in (0, 1, 2, 3, 5, 11, 12, 40):
        moment = board.moment(days)
        due = take_due(board.connection, moment.ms, [ROOM], 500)
        for kind in {timer.kind for timer in due}:
            timers = [timer for timer in due if timer.kind == kind]
            said = NOTICES[kind](moment, board.store, timers)
            assert [one for one in said if too_large(one)] == [], kind
    board.connection.execute("ROLLBACK TO notices")
    board.connection.execute("RELEASE notices")


@pytest.mark.long
@pytest.mark.parametrize(
    ("shows", "row", "count"),
    [
        ("task show T5", r"(?m)^• .*?: (\d) ", 8),
        ("meeting show M1", r"(?m)^(\d+)\. ", 20),
    ],
)
def test_what_is_shown_is_shown_whole_over_its_pages(board: FullBoard, shows: str, row: str, count: int) -> None:
    found: set[str] = set()
    for text in pages_of(board, f"!{shows}"):
        body = render(text, STYLE).body
        said = contents.message(Message(text), STYLE, edits=True)["body"]
        assert said == body or len(board.members) > 30, "names of more members than a board has are shortened"
        found |= set(re.findall(row, body))
    assert len(found) == count


@pytest.mark.long
def test_an_entry_and_an_offer_are_shown_with_every_field_whole(board: FullBoard) -> None:
    for line, lengths in (("!lit show L4", (300, 300, 2_000)), ("!host show H1", (500, 500, 500))):
        shown = "\n".join(contents.message(Message(text), STYLE)["body"] for text in pages_of(board, line))
        runs = [len(run) for run in re.findall(f"{re.escape(board.letter)}+", shown)]
        assert all(runs.count(length) >= lengths.count(length) for length in lengths), (line, runs)
    assert "&" * 1_900 in "".join(render(text, STYLE).body for text in pages_of(board, "!lit show L4"))


@pytest.mark.long
def test_a_decision_is_shown_with_its_text_and_every_reason_whole(board: FullBoard) -> None:
    shown = "\n".join(contents.message(Message(text), STYLE)["body"] for text in pages_of(board, "!decision show B4"))
    runs = [len(run) for run in re.findall(f"{re.escape(board.letter)}+", shown)]
    assert runs.count(1_490) >= 1
    assert runs.count(500) == len(range(0, len(board.members) - 2, 3))


def pages_of(board: FullBoard, line: str) -> Iterator[Content]:
    """All pages of a record: each names the line that shows the next."""
    following: str | None = line
    while following:
        text = answered(board, following).text
        yield text
        nexts = re.findall(r"(!\w+ zeigen \w+ \d+)$", render(text, STYLE).body, re.MULTILINE)
        following = nexts[0] if nexts else None


def test_pages_hold_every_row_once_and_no_page_is_larger_than_it_may_be() -> None:
    rows: list[Content] = [Text("{n} {t}", {"n": n, "t": "🎉" * (n * 37 % 900)}) for n in range(200)]
    pages = paged(rows, STYLE, first=3_000, most=10)
    assert [row for page in pages for row in page] == rows
    assert max(len(page) for page in pages) <= 10
    assert size(render(bullets(*pages[0]), STYLE)) <= 3_000
    assert all(size(render(bullets(*page), STYLE)) <= FITS for page in pages)


def test_a_row_that_is_larger_than_a_page_stands_alone_and_is_shortened_when_it_is_said() -> None:
    small, large = Text("a"), Text("{t}", {"t": "🎉" * 9_000})
    assert paged([small, large, small], STYLE) == [[small], [large], [small]]
    body = contents.message(Message(large), STYLE)["body"]
    assert body == "🎉" * 999 + "…"


def test_a_line_to_type_is_never_shortened() -> None:
    line = "x" * 2_000
    narrowest = list(narrowing(STYLE))[-1]
    shown = render(Lines((Text("{t}", {"t": line}), Text("`!lit add {t}`", {"t": line}))), narrowest)
    assert shown.body == f"{'x' * 19}…\n!lit add {line}"


@pytest.mark.long
@pytest.mark.parametrize("line", LISTS)
def test_a_page_of_a_list_holds_its_ten_rows_however_long_they_are(board: FullBoard, line: str) -> None:
    shown = contents.message(Message(answered(board, f"!{line}").text), STYLE, edits=True)
    assert shown["formatted_body"].count("<li>") == 10
    assert f" {'vergangen ' if 'past' in line else ''}2" in shown["body"]


@pytest.mark.long
def test_who_leaves_with_a_thousand_tasks_is_told_in_one_message_that_fits(board: FullBoard) -> None:
    board.connection.execute("SAVEPOINT left")
    gone = board.members[0]
    for number in range(1_000):
        task = board.store.tasks.add(f"{number} {board.letter * 190}", 1)
        board.store.tasks.claim(task, gone.user_id, 1)
    (said,) = free_those_of(board.moment(0), board.store, gone)
    board.connection.execute("ROLLBACK TO left")
    board.connection.execute("RELEASE left")
    assert not too_large(said)
    assert isinstance(said, Message)
    named = render(said.text, STYLE).body.count("\n• ") - 1
    assert f"• {1_025 - named} weitere: !aufgabe offen" in render(said.text, STYLE).body


@pytest.mark.long
def test_many_tasks_that_are_due_are_told_in_messages_that_fit_each_task_once(board: FullBoard) -> None:
    board.connection.execute("SAVEPOINT due")
    tasks = [board.store.tasks.add(f"due {n} {board.letter * 190}", 1, due=NOW.date()) for n in range(200)]
    due = [Timer(0, ROOM, "task due", task.id, "0d", to_ms(NOW)) for task in tasks]
    said = NOTICES["task due"](board.moment(0), board.store, due)
    board.connection.execute("ROLLBACK TO due")
    board.connection.execute("RELEASE due")
    assert [one for one in said if too_large(one)] == []
    bodies = "\n".join(render(one.text, STYLE).body for one in said if isinstance(one, Message))
    assert all(bodies.count(f"due {number} ") == 1 for number in range(200))
