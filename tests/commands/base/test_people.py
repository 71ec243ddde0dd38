"""Who is meant by a name."""

from __future__ import annotations

import pytest

from commands.base import Room, UserError, find_people, named_at, no_member, one
from commands.words import Member, _
from commands.words.render import Style, render

ANNA, ANNE = Member("@anna:board.test", "Anna Müller"), Member("@anna2:board.test", "Anna Koch")
WEISS = Member("@jw:board.test", "Jörg Weiß (Stadt Bochum)")
FALSE = Member("@evil:board.test", "@anna:board.test")
LIKE_ONE = Member("@evil2:board.test", "@Jörg")
YES, UNTIL = Member("@y:board.test", "ja"), Member("@u:board.test", "bis")
ROOM = Room("!r", (ANNA, ANNE, WEISS, FALSE, LIKE_ONE, YES, UNTIL), "@bot:board.test")


def named(
    text: str, room: Room = ROOM, mentions: tuple[str, ...] = (), speaker: Member | None = None
) -> tuple[Member, str] | None:
    """Who is named at the head of the text, and what follows."""
    found = named_at(text, 0, room, mentions, speaker)
    return (one(found, text), text[found.end :].lstrip(" :,")) if found and found.candidates else None


@pytest.mark.parametrize(
    ("text", "member", "rest"),
    [
        ("@anna:board.test Folien", ANNA, "Folien"),
        ("@anna2:board.test: Folien", ANNE, "Folien"),
        ("Anna Mueller", ANNA, ""),
        ("Müller, Folien", ANNA, "Folien"),
        ("Müllers Folien", ANNA, "Folien"),
        ("joerg weiss Folien", WEISS, "Folien"),
        ("Jörg", WEISS, ""),
        ("@Jörg", WEISS, ""),
        ("@evil2", LIKE_ONE, ""),
        ("Weiß", WEISS, ""),
        ("@ja Folien", YES, "Folien"),
        ("mir Folien", ANNE, "Folien"),
    ],
)
def test_a_member_is_found_by_id_name_or_part_of_it(text: str, member: Member, rest: str) -> None:
    assert named(text, speaker=ANNE) == (member, rest)


@pytest.mark.parametrize(
    "text", ["@anna:other.test x", "ja", "bis 8.12.", "\u0410nna", "@anna:board.testing", "annabell"]
)
def test_another_id_a_word_of_the_line_and_a_look_alike_are_nobody(text: str) -> None:
    assert named(text) is None


def test_two_of_one_name_are_asked_about_unless_the_client_meant_one() -> None:
    twins = Room("!r", (Member("@a:x.test", "Anna"), Member("@b:x.test", "Anna")), "@bot:x.test")
    with pytest.raises(UserError) as asked:
        named("Anna Folien", twins)
    assert render(asked.value.text, Style("de", "Europe/Berlin")).body == (
        "In diesem Raum heißen 2 Mitglieder „Anna“: Anna (@a:x.test) oder Anna (@b:x.test). "
        "Bitte sagen, wer gemeint ist."
    )
    assert named("Anna Folien", twins, ("@b:x.test",)) == (twins.members[1], "Folien")


@pytest.mark.parametrize("text", ["Anna", "anna", "Annas Folien"])
def test_a_first_name_that_is_the_whole_name_or_the_address_of_one_means_all_who_bear_it(text: str) -> None:
    for first in (Member("@anna:x.test", "Anna"), Member("@anna:x.test", "Anna Müller")):
        room = Room("!r", (first, Member("@ak:x.test", "Anna Koch")), "@bot:x.test")
        with pytest.raises(UserError):
            named(text, room)
        assert named("@anna Folien", room) == (first, "Folien")


def test_all_who_are_named_in_a_text_are_found_where_they_stand() -> None:
    text = "Das machen Jörg Weiß und Müller, ich nicht."
    found = [(text[n.start : n.end], n.candidates) for n in find_people(text, ROOM)]
    assert found == [("Jörg Weiß", (WEISS,)), ("Müller", (ANNA,))]


def test_what_fits_nobody_names_the_nearest() -> None:
    assert render(no_member("Mullers", ROOM).text, Style("de", "Europe/Berlin")).body == (
        "In diesem Raum gibt es kein Mitglied „Mullers“. Meinten Sie Anna Müller?"
    )


def test_a_sentence_lists_a_dozen_members_and_then_their_number() -> None:
    members = tuple(Member(f"@m{n}:board.test", f"M{n}") for n in range(500))
    said = render(_("Not voted yet: {members}.", members=members), Style("de", "Europe/Berlin")).body
    assert said.endswith("M10, M11 und 488 weitere.")
