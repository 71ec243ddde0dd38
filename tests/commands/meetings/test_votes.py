"""Votes as people type them."""

from __future__ import annotations

import pytest

from commands.base import UserError
from commands.meetings.poll.ballot_line import read_votes
from storage.meetings import Meeting
from storage.series import When
from storage.slots import Slot

WHEN = When("2026-12-08T14:00:00", None, "Europe/Berlin", 1, 2)
SLOTS = [Slot(number, 1, number, WHEN) for number in (1, 2, 3, 5)]
MEETING = Meeting(
    id=1,
    room_id="!r",
    number=3,
    title="x",
    proposer="@a:b",
    state="voting",
    when=None,
    place=None,
    link=None,
    deadline=None,
    auto=False,
    minutes=None,
    ended=None,
    asked=0,
    done=None,
    uid="u",
    sequence=0,
    created=1,
    changed=1,
)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("1 ja, 2 vielleicht, 3 nein", {1: "yes", 2: "maybe", 3: "no"}),
        ("1,3 ja", {1: "yes", 3: "yes"}),
        ("1 und 3 ja", {1: "yes", 3: "yes"}),
        ("1-3 ja", {1: "yes", 2: "yes", 3: "yes"}),
        ("1 bis 5 Nein", {1: "no", 2: "no", 3: "no", 5: "no"}),
        ("1–2 ok", {1: "yes", 2: "yes"}),
        ("alle ja", {1: "yes", 2: "yes", 3: "yes", 5: "yes"}),
        ("all yes but 2 no", {1: "yes", 2: "no", 3: "yes", 5: "yes"}),
        ("1 ja, Rest nein", {1: "yes", 2: "no", 3: "no", 5: "no"}),
        ("2 -", {2: "none"}),
        ("2 –", {2: "none"}),
        ("2 zurück", {2: "none"}),
        ("1 ja, 2 -", {1: "yes", 2: "none"}),
        ("1: ja\n2: wenn nötig\n3: geht nicht", {1: "yes", 2: "maybe", 3: "no"}),
        ("1) JA; 2) Nein", {1: "yes", 2: "no"}),
        ("1 👍🏽 2 🤷‍♀️ 3 ❌", {1: "yes", 2: "maybe", 3: "no"}),
        ("1 ✅ 2 ❔", {1: "yes", 2: "maybe"}),
        ("1 ja 2 ja 3 nein", {1: "yes", 2: "yes", 3: "no"}),
        ("ja: 1, 3; nein: 2", {1: "yes", 3: "yes", 2: "no"}),
        ("ja 1", {1: "yes"}),
        ("1 if need be, 2 y, 3 n", {1: "maybe", 2: "yes", 3: "no"}),
        ("Termin 1 passt, Termin 2 zur Not", {1: "yes", 2: "maybe"}),
        ("1=ja 2=?", {1: "yes", 2: "maybe"}),
        ("1 ja, 1 ja", {1: "yes"}),
        ("ja für 1 und 3", {1: "yes", 3: "yes"}),
        ("alle ja außer 2", {1: "yes", 2: "no", 3: "yes", 5: "yes"}),
        ("alle außer 2 und 3 ja", {1: "yes", 2: "no", 3: "no", 5: "yes"}),
        ("ja für alle außer 2", {1: "yes", 2: "no", 3: "yes", 5: "yes"}),
        ("alle nein bis auf 5", {1: "no", 2: "no", 3: "no", 5: "yes"}),
        ("alle ja, außer 2 vielleicht", {1: "yes", 2: "maybe", 3: "yes", 5: "yes"}),
        ("alle ja, außer 2 und 3 nein", {1: "yes", 2: "no", 3: "no", 5: "yes"}),
        ("1,3 ja, sonst nein", {1: "yes", 2: "no", 3: "yes", 5: "no"}),
        ("1,3 ja, 2 vllt, sonst keiner", {1: "yes", 2: "maybe", 3: "yes", 5: "no"}),
        ("nur 1", {1: "yes", 2: "no", 3: "no", 5: "no"}),
        ("nur 1 und 3 ja bitte", {1: "yes", 2: "no", 3: "yes", 5: "no"}),
        ("ich kann nur 2", {1: "no", 2: "yes", 3: "no", 5: "no"}),
        ("alle ja, nur 2 nicht", {1: "yes", 2: "no", 3: "yes", 5: "yes"}),
        ("keiner", {1: "no", 2: "no", 3: "no", 5: "no"}),
        ("kein Termin passt", {1: "no", 2: "no", 3: "no", 5: "no"}),
        ("keiner passt", {1: "no", 2: "no", 3: "no", 5: "no"}),
        ("1 kann ich, 2 kann ich leider nicht", {1: "yes", 2: "no"}),
        ("1 – ja\n2 – nein", {1: "yes", 2: "no"}),
        ("- 1 ja\n- 2 nein", {1: "yes", 2: "no"}),
        ("• 1 ja,\n – 2 nein", {1: "yes", 2: "no"}),
        ("1 -> ja, 2 → nein", {1: "yes", 2: "no"}),
        ("1+2 nein", {1: "no", 2: "no"}),
        ("1+ 2- 3?", {1: "yes", 2: "none", 3: "maybe"}),
        ("1.-3. ja", {1: "yes", 2: "yes", 3: "yes"}),
        ("erster ja, der zweite nicht", {1: "yes", 2: "no"}),
        ("1 I can’t, 2 works for me", {1: "no", 2: "yes"}),
        ("1 ja, 2 auch, 3 eher nicht", {1: "yes", 2: "yes", 3: "no"}),
        ("1 nein, 2 ebenso und 3 ja", {1: "no", 2: "no", 3: "yes"}),
        ("1 ja, 2 auch nicht", {1: "yes", 2: "no"}),
        ("1 yes, 2 too", {1: "yes", 2: "yes"}),
        ("ja: 1, 2 auch, nein: 3", {1: "yes", 2: "yes", 3: "no"}),
        ("kann am 2. nicht", {2: "no"}),
        ("geht 2 leider nicht", {2: "no"}),
        ("passt 1 nicht, 2 schon", {1: "no", 2: "yes"}),
        ("kann ich am 2. nicht, sonst ja", {1: "yes", 2: "no", 3: "yes", 5: "yes"}),
        ("1 passt mir gar nicht, 2 passt super", {1: "no", 2: "yes"}),
        ("passt alles nicht", {1: "no", 2: "no", 3: "no", 5: "no"}),
        ("kann an allen Tagen", {1: "yes", 2: "yes", 3: "yes", 5: "yes"}),
        ("1 and 2 work, 3 doesn't work", {1: "yes", 2: "yes", 3: "no"}),
        ("1 geht, 2 nicht", {1: "yes", 2: "no"}),
    ],
)
def test_votes_are_read_in_every_form(text: str, said: dict[int, str]) -> None:
    assert read_votes(text, MEETING, SLOTS) == said


@pytest.mark.parametrize(
    ("text", "template"),
    [
        ("4 ja", "{key} has no slot {number}. These are there: {slots}."),
        ("1-9 ja", "{key} has no slot {number}. These are there: {slots}."),
        ("1 ja, 1 nein", "{number} stands there twice, with different answers."),
        ("ja", "Which dates does the answer hold for?"),
        ("1", "What is the answer: yes, maybe or no?"),
        ("", "What is the answer: yes, maybe or no?"),
        ("1 ja, 2", "What is the answer for {slots}: yes, maybe or no?"),
        ("1 ja nein", "“{word}” is not clear here."),
        ("1 jein", "“{word}” is not clear here."),
        ("1 auch, 2 nein", "“{word}” is not clear here."),
        ("alle ja, alle nein", "“{word}” is not clear here."),
        ("8.12. ja", "“{day}” fits several slots of {key}: {slots}. Please say the number."),
        ("9.12. ja", "{key} has no slot on “{day}”. These are there: {slots}."),
        ("beide ja", "“{word}” is not clear here."),
        ("alle vielleicht außer 2", "What is the answer for {slots}: yes, maybe or no?"),
        ("alle ja außer 2, 3 vielleicht", "“{word}” is not clear here."),
        ("kann 1, 2 nicht", "“{word}” is not clear here."),
        ("kann 2, nicht 1", "What is the answer for {slots}: yes, maybe or no?"),
        ("1 ja, falls Ben kommt", "“{word}” is not clear here."),
    ],
)
def test_what_is_not_clear_is_not_guessed(text: str, template: str) -> None:
    with pytest.raises(UserError) as mistake:
        read_votes(text, MEETING, SLOTS)
    assert mistake.value.text.template == template


def test_an_answer_alone_is_enough_for_a_single_slot() -> None:
    assert read_votes("ja", MEETING, SLOTS[:1]) == {1: "yes"}


def _slot(number: int, start: str) -> Slot:
    return Slot(number, 1, number, When(start, None, "Europe/Berlin", 1, 2))


DAYS = [_slot(1, "2026-12-08T14:00:00"), _slot(2, "2026-12-09T10:00:00"), _slot(3, "2026-12-09T16:00:00")]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("am 8.12. ja", {1: "yes"}),
        ("8.12 ja", {1: "yes"}),
        ("8. Dezember ja, 9.12. 16 Uhr nein", {1: "yes", 3: "no"}),
        ("Dienstag ja", {1: "yes"}),
        ("Di, 8.12.2026, 14:00–16:00: ja", {1: "yes"}),
        ("1. Di, 8. Dezember 2026, 14:00–16:00: ja\n2. Mi, 9. Dezember 2026, 10:00: nein", {1: "yes", 2: "no"}),
        ("ich kann nur am 8.12.", {1: "yes", 2: "no", 3: "no"}),
    ],
)
def test_a_day_names_its_slot(text: str, said: dict[int, str]) -> None:
    assert read_votes(text, MEETING, DAYS) == said


def test_both_means_all_of_two() -> None:
    assert read_votes("beide ja", MEETING, DAYS[:2]) == {1: "yes", 2: "yes"}


def test_what_is_not_clear_is_quoted_as_it_was_typed() -> None:
    with pytest.raises(UserError) as mistake:
        read_votes("1 ja, ähnlich wie Cem", MEETING, SLOTS)
    assert mistake.value.text.values["word"] == "ähnlich"
