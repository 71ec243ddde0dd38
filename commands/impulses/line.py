"""What a line says of a speaker: topic, person, office, and which member keeps the contact."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from commands.base import Call, Claims, Option, UserError, at_most
from commands.base.arguments import TITLE_LENGTH, title
from commands.base.colons import names_of, refuse_unmarked
from commands.base.options import claim_options
from commands.base.people import claim_people_behind, claim_person, no_member
from commands.base.retyped import to_type
from commands.base.typed import fold
from commands.patterns import regex
from commands.words import Text, _
from storage.values import frozen

PERSON: Final = Option(
    "person", ("person", "referent", "referentin", "referierende", "speaker", "wer", "who", "name", "gast", "guest")
)
TOPIC: Final = Option("topic", ("thema", "topic", "titel", "title"))
CONTACT: Final = Option("contact", ("kontakt", "contact", "ansprechperson", "zuständig"))
OPTIONS: Final = (PERSON, TOPIC, CONTACT)
_OPTION: Final = {fold(word): option for option in OPTIONS for word in option.words}
_NAMES: Final = names_of(
    ("person", "referentin", "referent", "speaker", "gast", "guest", "thema", "topic", "kontakt", "contact")
)
"""Of the names those that are no words of a question: «wer», «who»."""

ADD: Final = _("`!impulse add Matrix in public administration; Person: Dr. Ada Example, City of Jena`")
_NOTHING: Final = regex(r"(?:[-–—]|keine?r?|niemand|none|nobody|offen|open|\?)\Z", re.IGNORECASE)
_EMAIL: Final = regex(
    r"[\s,;(<]{0,4}(?:e-?mail:? ?)?(?<![^\s,;(<])[^\s@,;(<]{1,64}@[^\s@,;>)]{1,100}\.[^\s@,;>).]{1,40}[>)]?",
    re.IGNORECASE,
)
_PHONE: Final = regex(
    r"[\s,;(]{0,4}(?:(?:tel|telefon|phone|mobil)\.?:? ?)?(?<!\w)(?:\+|0)\d[\d /()–-]{5,20}\d\)?", re.IGNORECASE
)
_NAMED: Final = regex(
    r"(?:(?i:dr|prof|professorin|professor|dipl|frau|herrn?|mrs?|ms|doktor)(?!\w)|[A-ZÄÖÜ][\w-]{0,40} [A-ZÄÖÜ]\w)"
)
"""How a person's name begins: with a title, or with two names."""
_COMMA: Final = regex(",")
_HONORIFICS: Final = regex(r"(?:(?:dr|prof|dipl|ing|mag|frau|herr|mr|mrs|ms|med|jur|phil)(?!\w)[\s.-]{0,3}){1,6}+")


@frozen
class ImpulseTerms:
    """What was said of a speaker; None where nobody said it, empty where it is taken away."""

    topic: str | None = None
    person: str | None = None
    office: str | None = None
    contact: str | None = None

    @property
    def said(self) -> bool:
        return self != ImpulseTerms()


def read_terms(call: Call, said: Claims, options: dict[str, str]) -> ImpulseTerms:
    """Claims the whole line. Raises UserError for what cannot be kept, with the line that leaves it out."""
    _refuse_unmarked(call, said, options)
    contact = _contact(call, options["contact"]) if options.get("contact", "").strip() else None
    if contact is None and (people := claim_people_behind(said, call)):
        if len(people) > 1:
            raise UserError(_("One member keeps the contact."), ADD)
        contact = people[0].user_id
    words = options.get("topic", "").strip()
    rest = said.rest().strip(" ;,–—-")
    if words and rest:
        said.doubt(rest)
    topic = words or rest
    if _NOTHING.match(words):
        topic = ""
    elif topic:
        refuse_addresses(call, topic, phones=False)
        topic = title(topic, _("What is it about?"), ADD)
        said.keep_rest()
    person, office = _person(call, options["person"]) if "person" in options else (None, None)
    return ImpulseTerms(topic if topic or words else None, person, office, contact)


def _refuse_unmarked(call: Call, said: Claims, options: Mapping[str, str]) -> None:
    """Raises UsageError for a contact, a person or a topic that only lacks its colon; what is given already by its name
    stands in the topic as a word of it."""

    def reads(name: str, value: str, first: bool) -> bool:
        option = _OPTION[name]
        if option.keyword in options:
            return False
        if option is TOPIC:
            return first
        if option is PERSON:
            return _NAMED.match(value) is not None
        who = Claims(value)
        return claim_person(who, call) is not None and not who.left()

    refuse_unmarked(call, said, _NAMES, reads)


def _contact(call: Call, words: str) -> str:
    said = Claims(words)
    member = claim_person(said, call)
    if member is None or said.left():
        line = Claims(call.line)
        claim_options(line, [fold(word) for word in CONTACT.words])
        without = _to_type(line) if len(line.rest().split()) > 2 else None
        if member is not None and claim_people_behind(said, call, plain=True):
            raise UserError(_("One member keeps the contact."), without)
        raise no_member(said.rest(), call.room, without)
    return member.user_id


def _person(call: Call, words: str) -> tuple[str, str]:
    """The name and where they are from, which stands behind the first comma."""
    words = " ".join(words.split()).strip(" ,;")
    if _NOTHING.match(words):
        return "", ""
    refuse_addresses(call, words, phones=True)
    at_most(words, TITLE_LENGTH)
    said = Claims(words)
    member = claim_person(said, call) if words.startswith("@") else None
    if member is not None and not said.left():
        return member.name, ""
    comma = Claims(words).search(_COMMA)
    return (said.before(comma.start()).strip(), said.behind(comma.end()).strip()) if comma else (words, "")


def refuse_addresses(call: Call, words: str, *, phones: bool) -> None:
    """Raises UserError where an e-mail address or, with `phones`, a telephone number stands in it, quoted or not."""
    patterns = (_EMAIL, _PHONE) if phones else (_EMAIL,)
    if any(pattern.search(words) for pattern in patterns):
        said, line = Claims(words), Claims(call.line)
        for text in (said, line):
            for found in [found for pattern in patterns for found in pattern.finditer(text.text)]:
                text.claim(*found.span())
        raise UserError(
            _(
                "Of people from outside only name, office and topic are kept; addresses and telephone numbers stay "
                "with whoever keeps the contact."
            ),
            _to_type(line) if said.rest() else ADD,
        )


def _to_type(line: Claims) -> Text | None:
    """What is left of that line, to be typed."""
    return to_type(line.rest())


def same_person(one: str, other: str) -> bool:
    """Whether both names are the same but for titles and spelling."""
    return bool(one) and plain_name(one) == plain_name(other)


def plain_name(name: str) -> str:
    """The name without titles, folded."""
    said = Claims(fold(name))
    said.take_head(_HONORIFICS)
    return said.rest().strip(" .") or said.text
