"""The board day: who says what, and what must follow upon it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Literal, TypeAlias

from commands.words.moments import show_day
from storage.values import frozen

Sign: TypeAlias = Literal["poll", "redaction", "ring", "file", "picture"]


@frozen
class Says:
    """`who` says `line`.

    All words of `answer` stand in the bot's reply; None means that the bot leaves the line alone. Beside the reply
    comes what `brings` lists, and all words of `told` stand somewhere in what comes.
    """

    who: str
    line: str
    answer: tuple[str, ...] | None = ()
    brings: tuple[Sign, ...] = ()
    told: tuple[str, ...] = ()


@frozen
class Votes:
    """`who` answers the day's native poll number `poll`, counted from 1, with the answer of that id."""

    who: str
    poll: int
    answer: Literal["yes", "maybe", "no", "abstain"]


DayStep: TypeAlias = Says | Votes


_DECISION = 5
"""The native poll of the decision: behind those of three dates, and of who comes."""


def board_day(today: date, language: str) -> tuple[DayStep, ...]:
    """The day in `de` or `en`, its dates in the weeks after `today`."""
    return _german(today) if language == "de" else _english(today)


def _german(today: date) -> tuple[DayStep, ...]:
    first, second, third, deadline, due = _days(today)
    met = show_day(first, "de")
    return (
        Says("Anna", "Guten Morgen zusammen!", answer=None),
        Says("Anna", "!hilfe", ("!sitzung", "!gastgeber", "!aufgabe", "!lit", "!erinnere")),
        Says(
            "Anna",
            "!sitzung vorschlagen Frühjahrssitzung\n"
            f"Di {_dm(first)} 14:00-16:00\nMi {_dm(second)} 10-12 Uhr\nDo {_dm(third)} 14 Uhr\n"
            f"Frist: {_dm(deadline)} 18:00",
            answer=("M1", "Frühjahrssitzung"),
            brings=("poll", "poll", "poll", "ring"),
            told=(f"{met}, 14:00–16:00",),
        ),
        Votes("Ben", 1, "yes"),
        Votes("Ben", 2, "no"),
        Says("Cem", "!abstimmen M1 1 ja, 2 vielleicht, 3 nein", ("M1",)),
        Votes("Anna", 1, "yes"),
        Votes("Anna", 3, "yes"),
        Says("Ben", "!sitzug zeigen M1", ("⚠️", "!sitzung zeigen M1")),
        Says("Ben", "!sitzung zeigen M1 Bild", ("Anna", "Ben", "Cem"), ("picture",)),
        Says(
            "Anna",
            "!sitzung festlegen M1",
            answer=("M1",),
            brings=("redaction", "redaction", "redaction", "ring", "file"),
            told=(met,),
        ),
        Says("Ben", f"!gastgeber anbieten Bochum am {_dm(first)}\nfür 25\nRaum: Rathaus, Saal 2", ("H1", "Bochum")),
        Says("Anna", "!gastgeber annehmen H1 M1", ("H1", "M1"), ("file",)),
        Says("Cem", "!aufgabe übernehmen Literaturverwaltung", ("Cem", "Literaturverwaltung")),
        Says("Ben", "!task claim literature", ("⚠️", "Cem")),
        Says(
            "Anna", f"!aufgabe neu Positionspapier entwerfen bis {_dm(due)}", ("Positionspapier", show_day(due, "de"))
        ),
        Says("Anna", "!aufgabe", ("Literaturverwaltung", "Positionspapier")),
        Says(
            "Anna",
            "!beschluss neu Das Board nimmt das Positionspapier an; zu M1; "
            f"Aufgabe: Papier veröffentlichen @ben bis {_dm(due)}",
            ("B1", "Positionspapier"),
            ("poll", "ring"),
        ),
        Votes("Ben", _DECISION, "yes"),
        Says("Cem", "!beschluss enthaltung B1", ("B1",)),
        Says(
            "Anna",
            "!beschluss schließen B1",
            ("B1",),
            ("redaction", "ring"),
            told=("B1 ist angenommen: 1 ja, 0 nein, 1 Enthaltung; beschlussfähig (2 von ", "T6"),
        ),
        Says(
            "Cem",
            "!lit add https://www.kgst.de/bericht-5-2021 KGSt-Bericht 5/2021 #governance #kgst – Grundlagen für Ämter",
            ("L1", "KGSt-Bericht 5/2021"),
        ),
        Says("Ben", "!lit add https://www.kgst.de/bericht-5-2021/?utm_source=mail", ("Cem",)),
        Says("Ben", "!lit suche aemter", ("L1", "KGSt-Bericht 5/2021")),
        Says("Anna", "!erinnere in 2 Tagen Folien schicken", ("R1", "Folien schicken")),
        Says("Anna", "!erinnere raum morgen 9 Uhr Protokoll prüfen", ("R2", "Protokoll prüfen")),
        Says("Cem", "!erinnere in 1 Minute Kaffee holen", ("R3", "Kaffee holen")),
        Says(
            "Anna", "!tagesordnung neu M1 Positionspapier; 20 min; von Anna; zu L1", ("TOP 1", "Positionspapier", "L1")
        ),
        Says("Ben", "!tagesordnung neu M1 Haushalt; 30 min", ("TOP 2", "Haushalt")),
        Says("Cem", "!agenda add M1 Verschiedenes", ("TOP 3", "Verschiedenes")),
        Says("Ben", "!tagesordnung verschieben M1 2 auf 1", ("Haushalt", "TOP 1")),
        Says("Anna", "!tagesordnung M1", ("TOP 1", "Haushalt", "TOP 2", "Positionspapier", "TOP 3")),
        Says(
            "Anna",
            "!impuls neu Matrix in der Verwaltung; Person: Dr. Ada Beispiel, Stadt Jena; Kontakt: @ben",
            ("I1", "Idee", "Stadt Jena", "Ben"),
        ),
        Says("Cem", "!protokoll notiz M1 2 Das Papier geht an alle Städte.", ("TOP 2", "an alle Städte")),
        Says("Anna", "!protokoll entwurf M1", ("M1",), ("file", "file")),
        Says("Ben", "!freigabe vorschlagen L1, B1, M1", ("F1", "KGSt-Bericht 5/2021", "B1 ist angenommen", "Bochum")),
        Says("Ben", "!status", ("M1", "Bochum", "L1")),
    )


def _english(today: date) -> tuple[DayStep, ...]:
    first, second, third, deadline, due = _days(today)
    met = show_day(first, "en")
    return (
        Says("Anna", "Good morning, everybody!", answer=None),
        Says("Anna", "!help", ("!meeting", "!host", "!task", "!lit", "!remind")),
        Says(
            "Anna",
            "!meeting propose Spring meeting\n"
            f"Tue {_dm(first)} 14:00-16:00\nWed {_dm(second)} 10:00-12:00\nThu {_dm(third)} 14:00\n"
            f"Deadline: {_dm(deadline)} 18:00",
            answer=("M1", "Spring meeting"),
            brings=("poll", "poll", "poll", "ring"),
            told=(f"{met}, 14:00–16:00",),
        ),
        Votes("Ben", 1, "yes"),
        Votes("Ben", 2, "no"),
        Says("Cem", "!vote M1 1 yes, 2 maybe, 3 no", ("M1",)),
        Votes("Anna", 1, "yes"),
        Votes("Anna", 3, "yes"),
        Says("Ben", "!meting show M1", ("⚠️", "!meeting show M1")),
        Says("Ben", "!meeting show M1 picture", ("Anna", "Ben", "Cem"), ("picture",)),
        Says(
            "Anna",
            "!meeting close M1",
            answer=("M1",),
            brings=("redaction", "redaction", "redaction", "ring", "file"),
            told=(met,),
        ),
        Says("Ben", f"!host offer Bochum on {_dm(first)}\nfor 25\nRoom: Town hall, room 2", ("H1", "Bochum")),
        Says("Anna", "!host accept H1 M1", ("H1", "M1"), ("file",)),
        Says("Cem", "!task claim literature", ("Cem", "Literature management")),
        Says("Ben", "!aufgabe übernehmen Literaturverwaltung", ("⚠️", "Cem")),
        Says("Anna", f"!task add Draft the position paper by {_dm(due)}", ("position paper", show_day(due, "en"))),
        Says("Anna", "!task", ("Literature management", "position paper")),
        Says(
            "Anna",
            f"!decision add The board adopts the position paper; to M1; Task: Publish the paper @ben by {_dm(due)}",
            ("B1", "position paper"),
            ("poll", "ring"),
        ),
        Votes("Ben", _DECISION, "yes"),
        Says("Cem", "!decision abstain B1", ("B1",)),
        Says(
            "Anna",
            "!decision close B1",
            ("B1",),
            ("redaction", "ring"),
            told=("B1 is accepted: 1 yes, 0 no, 1 abstention; quorum met (2 of ", "T6"),
        ),
        Says(
            "Cem",
            "!lit add https://www.kgst.de/bericht-5-2021 KGSt report 5/2021 #governance #kgst – Basics for offices",
            ("L1", "KGSt report 5/2021"),
        ),
        Says("Ben", "!lit add https://www.kgst.de/bericht-5-2021/?utm_source=mail", ("Cem",)),
        Says("Ben", "!lit search offices", ("L1", "KGSt report 5/2021")),
        Says("Anna", "!remind in 2 days send the slides", ("R1", "send the slides")),
        Says("Anna", "!remind room tomorrow 9:00 check the minutes", ("R2", "check the minutes")),
        Says("Cem", "!remind in 1 minute fetch coffee", ("R3", "fetch coffee")),
        Says("Anna", "!agenda add M1 Position paper; 20 min; by Anna; about L1", ("TOP 1", "Position paper")),
        Says("Ben", "!agenda add M1 Budget; 30 min", ("TOP 2", "Budget")),
        Says("Cem", "!tagesordnung neu M1 Any other business", ("TOP 3", "Any other business")),
        Says("Ben", "!agenda move M1 2 to 1", ("Budget", "TOP 1")),
        Says("Anna", "!agenda M1", ("TOP 1", "Budget", "TOP 2", "Position paper", "TOP 3")),
        Says(
            "Anna",
            "!impulse add Matrix in public administration; Person: Dr. Ada Example, City of Jena; Contact: @ben",
            ("I1", "Idea", "City of Jena", "Ben"),
        ),
        Says("Cem", "!minutes note M1 2 The paper is sent to all cities.", ("TOP 2", "to all cities")),
        Says("Anna", "!minutes draft M1", ("M1",), ("file", "file")),
        Says("Ben", "!release propose L1, B1, M1", ("F1", "KGSt report 5/2021", "B1 is accepted", "Bochum")),
        Says("Ben", "!status", ("M1", "Bochum", "L1")),
    )


def _days(today: date) -> tuple[date, date, date, date, date]:
    """A Tuesday to Thursday at least two weeks ahead, a deadline a week before, and a date behind them all."""
    tuesday = today + timedelta(days=14 + (1 - today.weekday()) % 7)
    return (
        tuesday,
        tuesday + timedelta(days=1),
        tuesday + timedelta(days=2),
        tuesday - timedelta(days=7),
        tuesday + timedelta(days=35),
    )


def _dm(day: date) -> str:
    """`8.12.`"""
    return f"{day.day}.{day.month}."
