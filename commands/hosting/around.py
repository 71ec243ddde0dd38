"""The sentence around a town, «wir könnten uns am 8.12. in Jena treffen»: the town is the place, all of it a note."""

from __future__ import annotations

import re

from commands.base import Claims
from commands.base.claims import Place, at
from commands.patterns import regex

_SENTENCE = (
    r"wir|ich|man|uns|unser(?:e[rnms]?)?|bei|können|könnten|kann|könnte|haben|hätten|habe|hätte|bieten?|biete|würden?|möchten?|laden"
    r"|lade|ein|einen|eine|raum|räume|platz|gern|gerne|auch|es|gibt|geht|ginge|ist|wäre|sind|passt|möglich|frei|an|hier|also|jetzt"
    r"|neu|noch|vielleicht|evtl\.?|eventuell|nur|das|die|der|ihr|seid|willkommen|machen|tagen|treffen|we|i|can|could|have|host|offer"
    r"|would|be|possible|our|room|a|the|is|at|us|you|space|available|there|it|maybe"
)
_SUBJECT = (
    r"wir|ich|ihr|man|es|kommt|könnten?|hätten?|haben?|biete[nt]?"
    r"|das treffen|die (?:sitzung|tagung|klausur)|we|i|you|come|let'?s|the meeting"
)
_BEFORE_PLACE = regex(
    rf"(?:(?:{_SENTENCE})\s+){{0,12}}(?:in|bei(?!\s+(?:mir|uns)(?!\w))|nach|aus|at)\s+(?=\S)"
    rf"|(?:{_SUBJECT})\s+(?:[^\s,;]+\s+){{1,8}}?(?:(?:in|nach|at|to)\s+(?=\S)|(?=(?:im|ins)\s+\S))"
    rf"|(?:(?:{_SENTENCE})\s+){{2,12}}(?=\S)",
    re.IGNORECASE,
)
_MEET = (
    r"(?-i:tagen|treffen|(?:zusammen)?(?:kommen|sitzen|setzen)|zusammen|stattfinden|machen|ausrichten|veranstalten|abhalten"
    r"|begrüßen|empfangen|aufnehmen|unterbringen|hosten|passen(?: rein| hinein)?|klappen|nehmen|nutzen|buchen"
    r"|reservieren|meet|gather|come|get together|fits?(?: in)?)"
)
"""What one does at a place, in small letters: a name has a capital, if anything has."""
_OBJECT = (
    r"(?:einen|den|unseren|die|das|a|our|the)\s{1,3}(?:nächste\s{1,3}|next\s{1,3})?(?:raum|saal|sitzung|treffen|room|meeting)"
    r"|zur\s{1,3}verfügung"
)
_BEHIND_PLACE = regex(
    rf"(?:\s{{1,3}}(?:{_MEET}|{_OBJECT}|stellen|wird|getagt|gut|man"
    r"|geht|ginge|passt|möglich|frei|wäre|ist|haben|hätten|habe|hätte|gäbe|würden?|es|wir|ich|können|kann|könnten?|gerne?|auch|uns|bei|anbieten|vielleicht"
    r"|platz|is|possible|available|(?:would|can|could)(?:\s{1,3}be)?|we|host|works|space)(?!\w)){1,8}\s{0,3}$",
    re.IGNORECASE,
)
_NO_PLACE = regex(rf"(?:(?:{_SENTENCE}|(?:zum\s+)?{_MEET})\s*)+", re.IGNORECASE)
_PREFIX = regex(r"\s{1,3}(?:ein|auf)\Z", re.IGNORECASE)
"""What a verb in a sentence ends with: «wir laden nach Jena ein»."""
_REMARK = regex(
    r"\A(?:wir|ich|ihr|kommt|we|i|you)\s.*|\A(?:\(.*\)|[^\W\d_]{3,30}+ ?: \S.*)\Z"
    r"|\A(?:(?:nur )?(?:wenn|falls|sofern|solange|if|provided)|tel\."
    r"|telefon|mobil|phone|schlüssel|anfahrt|parken)(?!\w).*"
    r"|\A(?:.*\s)?"
    r"(?:gibt|ist|sind|können|kann|haben|hat|wird|werden|bitte|müssen|muss|is|are|can|have|has|please|must)(?!\w).*",
    re.IGNORECASE,
)
_MERELY_IN = regex(r"(?:in|bei|at)\s+", re.IGNORECASE)


def names_nothing(words: str) -> bool:
    """Whether they are but words of a sentence."""
    return _NO_PLACE.fullmatch(words) is not None


def keep_opening(said: Claims) -> str:
    """Keeps the small words of a sentence before what was claimed of it, «wir können am 8.12. in Jena», if any is left
    behind."""
    first, *more = said.pieces() or [said.head]
    return said.keep(first.start, first.end) if more and names_nothing(said.words(first)) else ""


def keep_lead(said: Claims) -> Place:
    """Keeps what leads to the town, «wir treffen uns doch in»; gives where it stands, empty if nothing does."""
    town = next(iter(said.pieces()), said.head)
    before = _BEFORE_PLACE.match(said.text, town.start, town.end)
    if before is None or before.end() == town.end:
        return Place(town.start, town.start)
    said.keep(*before.span())
    return at(before)


def keep_sentence(said: Claims, lead: Place, town: Place) -> str:
    """Keeps what stands behind the town, if a name is left before it; gives all of the sentence, which is a note, but
    nothing of a mere «in Jena»."""
    led = lead.start < lead.end <= town.start
    behind = _BEHIND_PLACE.search(said.text, town.start, town.end)
    behind = behind or (_PREFIX.search(said.text, town.start, town.end) if led else None)
    if behind and behind.start() > town.start:
        said.keep(behind.start(), town.end)
    elif not led or _MERELY_IN.fullmatch(said.words(lead)):
        return ""
    return said.words(Place(lead.start if led else town.start, town.end))


def claim_remark(said: Claims, piece: Place) -> str:
    """«Parken ist nicht möglich» is a remark on the room, whatever it says no to; days were read before. What says
    nothing of a place is one too. Empty if it is a place."""
    words = said.words(piece)
    if _REMARK.fullmatch(words):
        return said.claim(piece.start, piece.end)
    return said.keep(piece.start, piece.end) if names_nothing(words) else ""
