"""`!minutes`: shown, noted, who was there, approved."""

from __future__ import annotations

import json
import re
from dataclasses import asdict
from typing import Final

from commands.base import Call, Claims, Number, UsageError, UserError, Words, at_most, command
from commands.base.claims import Place
from commands.calendar.schedule import period
from commands.listed import asked_together
from commands.minutes.content import hashed, minutes_of
from commands.minutes.sentences import changed
from commands.minutes.show import head_line, minutes_rows, standing_line
from commands.minutes.which import claim_members, minutes_meant, noted_at, present_at, require_date
from commands.pages import in_full
from commands.patterns import regex
from commands.sittings import Sitting, answered_sitting, claim_sitting, recent_sittings
from commands.topics import begun_topics, no_point
from commands.words import Bilingual, Code, Quoted, Reply, Text, _, _n, bullets, lines, offered_line
from storage import Store
from storage.minutes import MinutesNote, canonical

LONGEST_NOTE: Final = 4_000
_WHICH: Final = _("Which meeting is meant?")
_MONTHS: Final = "jan|feb|mär|apr|mai|jun|jul|aug|sep|okt|nov|dez"
_NUMBER: Final = regex(
    r"(?:(?P<word>top|punkt|point|item|nr\.?|nummer)\s?)?(?P<number>\d{1,3})"
    rf"(?(word)|(?!\s(?:uhr|o.clock)(?!\w)|\.\s(?:\d{{1,2}}\.|(?:{_MONTHS})[a-zä]*\.?(?=[\s,;]|$))))"
    r"(?:[.:,](?!\d))?(?=[\s;]|[,:](?!\d)|$)",
    re.IGNORECASE | re.ASCII,
)
"""A point at the head of a note: no time of day («14 Uhr», «14:30»), no decimal, no date («8.12.», «8. Dezember»)."""
_MARKED: Final = regex(
    r"(?:(?:top|punkt|point|item|nr\.?|nummer)\s?\d{1,3}(?:[.:]?\s|:(?=\S))|\d{1,3}(?::\s?|\.\s|\)\s)(?=[^\W\d_]))",
    re.IGNORECASE | re.ASCII,
)
"""A point whose number a word or a sign marks: «TOP 2 …», «2: …»."""
_DELETES: Final = regex(
    r"(?:(?:bitte|letzte|die|the|last) ){0,3}+(?:löschen|streichen|zurücknehmen|entfernen|delete|remove|undo)"
    r"(?:\s(?:(?:top|punkt|point|item|nr\.?)\s?)?(?P<number>\d{1,3}))?[.!]?",
    re.IGNORECASE | re.ASCII,
)
"""What asks for a note to be deleted, and is none itself."""
_BACK: Final = frozenset({"-", "–", "—"})


@command(
    "minutes show",
    reads=True,
    de=("zeigen", "zeige", "liste", "list"),
    help=_("Shows the minutes as they have grown so far; without a meeting, of which there are minutes."),
    examples=(_("`!minutes M3`"),),
    takes={"said": Words(_WHICH, optional=True)},
)
def show(call: Call, store: Store, said: Claims) -> Reply:
    """Who came, what was noted and decided point by point, what was added since."""
    sitting = claim_sitting(said, call, store, lambda key: offered_line("minutes", key), past=True)
    page = Number(_("Which page?"), optional=True).take(said, call, store)
    sitting = sitting or answered_sitting(call, store, past=True)
    if sitting is None:
        return _listed(call, store)
    require_date(sitting)
    state = minutes_of(call, store, sitting)
    rows = minutes_rows(call, state)
    if not rows:
        rows = [
            _(
                "Nothing is noted yet. {line} begins.",
                line=offered_line("minutes note", sitting.key, _("The first note")),
            )
        ]
    head = lines(head_line(sitting), standing_line(state))
    shown = in_full(call, head, rows, page, lambda n: offered_line("minutes", sitting.key, n))
    return Reply(shown, about=sitting.key)


def _listed(call: Call, store: Store) -> Reply:
    """The meetings of late, and how their minutes stand."""
    recent = recent_sittings(call, store)
    if not recent:
        return Reply(_("No meeting has taken place of late."))
    rows = [
        Text(
            "**{key}** {title}, {when}: {standing}",
            {
                "key": one.key,
                "title": one.meeting.title,
                "when": period(one.when),
                "standing": standing_line(minutes_of(call, store, one)),
            },
        )
        for one in recent
        if one.when is not None
    ]
    return Reply(
        lines(_("**Minutes**"), bullets(*rows), _("{line} shows one.", line=offered_line("minutes", recent[0].key)))
    )


@command(
    "minutes note",
    de=("notiz", "notieren", "notizen"),
    help=_(
        "Notes something on a point of the agenda, or without its number on the meeting; `-` takes one’s last back."
    ),
    examples=(
        _("`!minutes note M3 4 The paper is sent to the cities.`"),
        _("`!minutes note M3 Begun ten minutes late.`"),
    ),
    takes={"said": Words(_("What is to be noted?"))},
)
def note(call: Call, store: Store, said: Claims) -> Reply:
    """Several people note at once, each with their name."""
    sitting = noted_at(said, call, store, lambda key: offered_line("minutes note", key, _("The first note")))
    notes = _several(said)
    if notes:
        said.take_rest()
        kept = [_noted(call, store, sitting, one) for one in notes]
        if call.confirmed is None:
            question = _n(
                "Nothing was done yet. Is {count} note meant?",
                "Nothing was done yet. Are {count} notes meant?",
                len(kept),
            )
            raise asked_together(notes, question, kept)
        return Reply(lines(*kept), about=sitting.key)
    return Reply(_noted(call, store, sitting, said), about=sitting.key)


def _several(said: Claims) -> list[Claims]:
    """The notes on several points, each with its number in front: on further lines, or behind `;` where a sign follows
    the number; what has none goes on with the note before. Empty if it is one note."""
    notes: list[str] = []
    head = said.head.start
    for row in said.parts():
        start = max(row.start, head)
        words = said.words(Place(start, row.end)).strip()
        behind = said.before(row.start)[-1:] == ";"
        if not notes or (_MARKED if behind else _NUMBER).match(words):
            notes.append(words)
        else:
            notes[-1] += ("; " if behind else "\n") + words
    several = len(notes) > 1 and all(map(_NUMBER.match, notes))
    return [Claims(words) for words in notes] if several else []


def _noted(call: Call, store: Store, sitting: Sitting, said: Claims) -> Text:
    topic_id, about = _claim_topic(call, store, said, sitting)
    said.settle()
    text = said.take_rest().strip()
    if not text:
        raise UsageError(_("What is to be noted?"), offered_line("minutes note", sitting.key, _("The first note")))
    if text in _BACK:
        return _taken_back(call, store, sitting, topic_id, about)
    if deleted := _DELETES.fullmatch(text):
        back = Claims(f"{deleted['number'] or ''} -".strip())
        _own_last(call, store, sitting, *_claim_topic(call, store, back, sitting))
        line = offered_line("minutes note", sitting.key, back.text)
        raise UserError(_("One’s own last note is taken back by a dash."), line)
    at_most(text, LONGEST_NOTE)
    store.minutes.note(sitting.meeting.id, sitting.occasion, topic_id, call.member.user_id, text, call.ms)
    return _("Noted on {about}: {text}", about=about, text=Quoted(text))


def _claim_topic(call: Call, store: Store, said: Claims, sitting: Sitting) -> tuple[int | None, Text]:
    """The row id of the point named by its number at the head, None if none is; and how it is called."""
    values = {"key": sitting.key, "title": sitting.meeting.title}
    number = _NUMBER.match(said.text, said.head.start)
    if number is None:
        return None, Text("{key} {title}", values)
    topics = begun_topics(call, store, sitting)
    place = int(number["number"])
    if not 1 <= place <= len(topics):
        line = offered_line("minutes note", sitting.key, _("The first note"))
        if topics:
            line = offered_line("minutes note", sitting.key, len(topics), _("The first note"))
        raise no_point(place, len(topics), line)
    said.claim(*number.span())
    topic = topics[place - 1]
    return topic.id, _("TOP {number} of {key}, “{title}”", number=place, key=sitting.key, title=topic.title)


def _taken_back(call: Call, store: Store, sitting: Sitting, topic_id: int | None, about: Text) -> Text:
    last = _own_last(call, store, sitting, topic_id, about)
    store.minutes.remove_note(last)
    return _("No longer noted on {about}: {text}", about=about, text=Quoted(last.text))


def _own_last(call: Call, store: Store, sitting: Sitting, topic_id: int | None, about: Text) -> MinutesNote:
    """The last note of whoever asks. Raises UserError if there is none."""
    own = [
        one
        for one in store.minutes.notes(sitting.meeting.id, sitting.occasion)
        if one.topic == topic_id and one.author == call.member.user_id
    ]
    if not own:
        raise UserError(_("There is no note of yours on {about}.", about=about), offered_line("minutes", sitting.key))
    return own[-1]


@command(
    "minutes present",
    de=("anwesend", "anwesenheit"),
    help=_("Keeps who was there; said again, the later list counts."),
    examples=(_("`!minutes present M3 @anna, @ben`"),),
    takes={"said": Words(_("Who was there?"))},
    public=True,
)
def present(call: Call, store: Store, said: Claims) -> Reply:
    """Of a single meeting it is what `!meeting done` keeps."""
    sitting = present_at(said, call, store, lambda key: _present_line(call, said, key))
    if not sitting.has_begun(call.ms):
        raise UserError(
            _("{key} {title} has not begun yet.", key=sitting.key, title=sitting.meeting.title),
            offered_line("meeting attend", sitting.key, "online"),
        )
    example = offered_line("minutes present", sitting.key, Bilingual("all", "alle"))
    if not said.left():
        raise UsageError(_("Who was there?"), example)
    there = claim_members(
        said, call, example, lambda them: offered_line("minutes present", sitting.key, ", ".join(m.local for m in them))
    )
    user_ids = [member.user_id for member in there]
    if sitting.occasion:
        store.minutes.set_present(sitting.meeting.id, sitting.occasion, user_ids)
    else:
        store.meetings.conclude(sitting.meeting.id, user_ids, call.ms)
    head = _("Kept for **{key} {title}**.", key=sitting.key, title=sitting.meeting.title)
    return Reply(lines(head, _("There were: {members}.", members=there)), about=sitting.key)


def _present_line(call: Call, said: Claims, key: str) -> Text:
    """The same for that meeting, if all that is said are members."""
    everybody = offered_line("minutes present", key, Bilingual("all", "alle"))
    words = said.rest()
    try:
        claim_members(Claims(words), call, everybody, lambda _them: everybody)
    except UserError:
        return everybody
    return offered_line("minutes present", key, words) if said.left() else everybody


@command(
    "minutes approve",
    de=("genehmigt", "genehmigen", "approved"),
    help=_("Approves the minutes: a version that never changes, with a checksum; a later change is a new version."),
    examples=(_("`!minutes approve M3`"),),
    takes={"said": Words(_WHICH)},
    public=True,
)
def approve(call: Call, store: Store, said: Claims) -> Reply:
    """What is different from the version before is said."""
    sitting = minutes_meant(said, call, store, lambda key: offered_line("minutes approve", key))
    title = {"key": sitting.key, "title": sitting.meeting.title}
    if not sitting.has_begun(call.ms):
        raise UserError(
            _("{key} {title} has not begun yet; minutes are approved afterwards.", **title),
            offered_line("minutes draft", sitting.key),
        )
    state = minutes_of(call, store, sitting)
    if state.approved and state.latest is not None:
        raise UserError(
            _("Version {version} is approved already, and nothing has changed since.", version=state.latest.version),
            offered_line("minutes draft", sitting.key),
        )
    content = canonical(state.content)
    changes = json.dumps([asdict(change) for change in state.changes], ensure_ascii=False)
    kept = store.minutes.approve(
        sitting.meeting.number, sitting.occasion, content, hashed=hashed(content), changes=changes,
        approver=call.member.user_id, now=call.ms,
    )  # fmt: skip
    return Reply(
        lines(
            _("**Minutes of {key} {title}, version {version}**: approved.", **title, version=kept.version),
            _("Different from the version before:") if state.changes else None,
            bullets(*map(changed, state.changes)) if state.changes else None,
            _("Checksum of the content (SHA-256): {hash}", hash=Code(kept.hash)),
            _("{line} sends them as files.", line=offered_line("minutes draft", sitting.key)),
        ),
        about=sitting.key,
    )
