"""What a line says about an offer: where, on which days, for how many, and what else `Raum:` and the like say."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

from commands.base import Call, Claims, Option, at_most, title
from commands.base.claims import Place
from commands.base.turning import EITHER
from commands.beside_dates import doubt_dates_in, doubt_unsure
from commands.dates import Span
from commands.hosting.around import claim_remark, keep_lead, keep_opening, keep_sentence, names_nothing
from commands.hosting.day_words import first_day
from commands.hosting.days import claim_days, read_days
from commands.hosting.fields import claim_fields
from commands.hosting.seats import claim_seats, seats_in
from commands.patterns import regex
from commands.words import MadeUp, Text, _, offered_line
from storage.hosting import Terms
from storage.values import frozen

EXAMPLE = _("`!host offer Bochum on 8.12. for 25, Room: Town hall, room 2`")
WHERE = _("Where can the meeting take place?")

PLACE = Option("place", ("ort", "stadt", "place", "city"))
OPTIONS = (
    PLACE,
    Option("dates", ("datum", "termin", "termine", "wann", "tage", "date", "dates", "when", "days")),
    Option("seats", ("plätze", "personen", "kapazität", "places", "seats", "people", "capacity")),
    Option("room", ("raum", "räume", "saal", "room", "rooms")),
    Option("address", ("adresse", "anschrift", "address")),
    Option("equipment", ("ausstattung", "technik", "equipment")),
    Option("access", ("barrierefrei", "barrierefreiheit", "accessible", "accessibility")),
    Option("note", ("hinweis", "hinweise", "anmerkung", "note", "notes")),
)
_KEPT = ("room", "address", "equipment", "access", "note")
_LONGEST_DETAIL = 500
_ACCESS = regex(
    r"(?<!\w)(?:ist\s+|is\s+)?(?P<no>nicht\s+|not\s+|kein(?:en)?\s+)?(?:barrierefreie?[rsnm]?|rollstuhl\w*|stufenlos|step-free|barrier-free|accessible"
    r"|wheelchair\w*(?:[- ]accessible)?|aufzug)(?!\w)\s*(?:[=:]\s*)?(?P<value>ja|nein|yes|no|vorhanden|möglich)?(?!\w)",
    re.IGNORECASE,
)
_FREE = ("barrierefrei", "barrier-free", "accessible")
_THINGS = (
    r"beamer|projektor|projector|videokonferenz\w*|video|leinwand|screen|bildschirm|monitor|wlan|wifi|wi-fi|internet|whiteboard"
    r"|flipchart|catering|kaffee|coffee|tee|getränke|drinks|küche|kitchen|mikrofone?|microphones?|kamera|camera|technik|equipment"
    r"|parkplätze|parkplatz|parken|parking|tagungstechnik|konferenztechnik|hybridtechnik|smartboard|moderationskoffer"
)
_EQUIPMENT = regex(
    rf"(?<!\w)(?:(?:und|and|mit|with)\s+){{0,4}}+(?P<things>(?:(?:und|and|plus|sowie|auch|mit|with|inkl\.?|incl\.?|samt|ohne|without|kein(?:en?)?|no)\s+){{0,4}}(?:(?:großem|gutem|eigenem|a|an|einem|einer)\s+)?"
    rf"(?:{_THINGS})(?!\w)[^,;\n]*)",
    re.IGNORECASE,
)
_WITH = regex(r"(?<=\w)\s+(?:mit|with|inkl\.?|incl\.?)\s+[^,;\n]+", re.IGNORECASE)
_FOR_MEETING = regex(
    r"(?<!\w)(?:(?:passend\s+)?(?:für|fuer|for|zu|zur|zum)\s+)?(?:(?:die|der|das|den|unsere|the|our)\s+)?"
    r"(?:(?:sitzung|treffen|meeting|termin|umfrage|poll)\s+)?m\#?(\d{1,7})(?!\w)",
    re.IGNORECASE,
)
_AS_WELL = regex(r"(?<!\w)(?:auch|zusätzlich|außerdem|weiterhin|also|additionally|as well)(?!\w)", re.IGNORECASE)
"""Days that come to those that were offered before."""
_NAMED_PLACE = regex(
    r"(?:(?:der|the)\s+)?(?:(?:neue[rn]?|new)\s+)?(?:ort|place)\s+(?:(?:ist|wird|jetzt|nun|is|now)\s+)*(?=\S)"
    r"|(?:neue[rsn]?|new)\s*(?=\Z|[,;\n])",
    re.IGNORECASE,
)
"""«neuer Ort Essen», and what stands before `Ort: Essen`."""
_TURNING = regex(
    r"(?<!\w)(?:doch|leider|nun|jetzt|aber|allerdings|jedoch|nur|noch|auch|je|jeweils"
    r"|instead|after all|unfortunately|but|however|only|also)(?!\w)",
    re.IGNORECASE,
)
"""What one says of a change or a regret; it is no town."""


@frozen
class Read:
    """An offer as it was typed; `doubts` are the dates that can be read in another way."""

    terms: Terms
    doubts: tuple[Span, ...] = ()
    meeting: int | None = None


def read_offer(call: Call, said: Claims, options: Mapping[str, str], old: Terms | None = None) -> Read:
    """The offer in the line; what it does not say stays as in `old`.

    Raises UserError for a missing place, a date that is none or over, a number of seats that cannot be.
    """
    named = said.take_head(_NAMED_PLACE) is not None
    details = _details(options, claim_fields(said, room=old is not None))
    doubt_unsure(said)
    meeting = said.take(_FOR_MEETING)
    seats = seats_in(options["seats"], EXAMPLE) if options.get("seats") else claim_seats(said, EXAMPLE)
    if seats is None and "room" in details:  # «Raum: 2.05, 18 Personen»
        room = Claims(details["room"])
        seats = claim_seats(room, EXAMPLE)
        details["room"] = room.rest().strip(" ,") if seats else details["room"]

    def example() -> Text:
        return _with_date(call, options.get("place") or _before_days(said))

    when = read_days(call, options["dates"], example) if options.get("dates") else claim_days(said, call, example)
    if when.instead and (old is None or not when.groups):
        said.doubt(when.instead)
    details |= {name: value for name, value in _claim_amenities(said).items() if name not in details}
    place, note = _claim_place(said, options.get("place", ""))
    if note:
        details["note"] = "; ".join(part for part in (details.get("note"), note) if part)
    if old is None or place:
        place = title(place, WHERE, EXAMPLE)
    if old is not None and place and not options.get("place") and not named:
        said.doubt(place)  # what is left between other changes is seldom another town
    doubts = tuple(span for span in when.spans if span.ask)
    number = int(meeting[1]) if meeting else None
    if old is None:
        return Read(
            Terms(place, when.terms(), seats=seats, details=details, without=tuple(when.without)), doubts, number
        )
    terms = replace(
        old,
        place=place or old.place,
        dates=(*old.dates, *when.terms()) if _AS_WELL.search(said.text) and when.groups else when.terms(old.dates),
        seats=seats or old.seats,
        details={name: value for name, value in {**old.details, **details}.items() if value not in _NOTHING},
        without=() if when.any_day else tuple(when.without) or old.without,
    )
    return Read(terms, doubts, number)


_NOTHING = frozenset({"", "-", "–", "—"})


def _details(options: Mapping[str, str], named: Mapping[str, str]) -> dict[str, str]:
    """What is said by name, with a colon and without."""
    both = {name: [said[name] for said in (options, named) if said.get(name)] for name in _KEPT}
    found = {name: "; ".join(values) for name, values in both.items() if values}
    for value in found.values():
        at_most(value, _LONGEST_DETAIL, EXAMPLE)
    return found


def _claim_amenities(said: Claims) -> dict[str, str]:
    """What is there, and whether one gets in without steps, as it was typed."""
    found: dict[str, str] = {}
    if access := said.take(_ACCESS):
        words = " ".join(access[0].split())
        plain = access["value"] or ("nein" if access["no"] else "ja")
        found["access"] = (
            plain
            if words.lower().startswith(
                ("barrierefrei", "barrier-free", "accessible", "nicht barrierefrei", "not accessible")
            )
            else words
        )
    first = said.search(_EQUIPMENT)
    behind = first is not None and said.before(first.start()).strip()  # what a line begins with is a place
    things = [match["things"].strip(" .") for match in said.take_all(_EQUIPMENT)] if behind else []
    if things:
        found["equipment"] = ", ".join(things)
    if more := said.take(_WITH):
        found["note"] = more[0].strip()
    return found


def _claim_place(said: Claims, labelled: str) -> tuple[str, str]:
    """The town and what belongs to it, and what is no place: a sentence around it, a remark behind it."""
    if labelled:
        said.take_all(_TURNING)
        return _listed(Claims(labelled)), " ".join(said.keep_rest().split()).strip(" ,;")
    for gap in said.free():
        doubt_dates_in(said, gap)
        for unclear in (_UNCLEAR, _HOW_OFTEN):  # hours, or the numbers of rooms
            for match in unclear.finditer(said.text, gap.start, gap.end):
                said.doubt(match[0])
    opening = keep_opening(said)
    lead = keep_lead(said)
    said.take_all(_TURNING)
    town, *more = said.pieces() or [said.head]
    sentence = [opening, keep_sentence(said, lead, town)]
    remarks = [claim_remark(said, piece) for piece in more]
    sentence += filter(names_nothing, remarks)  # «wir können in Jena am 8.12. tagen»
    notes = [" ".join(filter(None, sentence)), *(one for one in remarks if not names_nothing(one))]
    named = _listed(said)
    said.keep_rest()
    if _A_SENTENCE.search(named) or EITHER.search(named):
        said.doubt(named)
    return named, "; ".join(filter(None, notes))


_A_SENTENCE = regex(
    r"(?<=\w)\s(?:(?:bietet|bieten|stellt|stellen|hat|haben|kann|können|offers?|provides?|has|can)(?!\w)"
    r"|(?:nehmen|nutzen|buchen|reservieren|bekommen|use|book|take)\Z)|\A(?:den|dem|einen)\s"
    r"|\A(?-i:[A-ZÄÖÜ].*\s(?!oben|unten|hinten|innen|außen|drüben|drinnen|sieben)[a-zäöüß]{3,}n)\Z",
    re.IGNORECASE,
)
"""A verb in what should be a town, or what stands before its object: «Die Stadt Jena bietet …», «den Saal nehmen»."""


def _listed(said: Claims) -> str:
    """What nobody claimed with commas between, without an «und» at its end that went on to what was."""
    listed = Claims(", ".join(" ".join(said.words(piece).split()) for piece in said.pieces()))
    listed.take(_AND_LAST)
    return listed.rest().strip(" ,;.!")


_AND_LAST = regex(r",?\s(?:und|and)[\s.!]{0,5}\Z", re.IGNORECASE)
_HOW_OFTEN = regex(
    r"(?<!\w)(?:fast|meist(?:ens)?|manchmal|oft|öfters?|selten|gelegentlich|any(?:\s+\w+)?|usually|mostly|sometimes|often)(?!\w)",
    re.IGNORECASE,
)
"""What says something about days, and is no town."""
_ROOMS = ("saal", "säle", "sälen", "raum", "räume", "räumen", "room", "rooms", "nr.", "etage", "haus")
_UNCLEAR = regex(
    "".join(rf"(?<!{word} )" for word in _ROOMS)
    + r"(?<![\d.:-])\b(?:[01]?\d|2[0-4])\s{1,3}(?:bis|to|until|till)\s{1,3}(?:[01]?\d|2[0-4])\b(?![\d.:])",
    re.IGNORECASE,
)


_SOME_HOURS = regex(
    r"(?:(?:von|zwischen|ab|bis|from|between)\s{1,3})?\d{1,2}(?:[:.]\d{1,2})?\s{0,3}(?:(?:bis|und|to|and|until|-|–|—)\s{0,3}"
    r"\d{1,2}(?:[:.]\d{1,2})?\s{0,3})?(?:uhr|h|a\.?m|p\.?m)(?!\w)",
    re.IGNORECASE,
)
"""Also hours that cannot be."""


def _before_days(said: Claims) -> str:
    """The words up to the first day or hour, for an example."""
    hours = _SOME_HOURS.search(said.text)
    end = hours.start() if hours else len(said.text)
    start = first_day(said, Place(0, end))
    return said.before(end if start is None else start)


def _with_date(call: Call, place: str) -> Text:
    """An offer that works, with a date two weeks from now."""
    day = call.now + timedelta(days=14)
    name = " ".join(place.split()).strip(" ,;") or "Bochum"
    return offered_line("host offer", name[:60], _("on {date}", date=MadeUp(f"{day.day}.{day.month}.")))
