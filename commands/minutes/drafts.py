"""`!minutes draft`: the minutes as files, made beside the stream so that nobody waits for them."""

from __future__ import annotations

from typing import Any, Final

from commands.base import Call, Claims, Moment, Words, command
from commands.base.typed import fold
from commands.documents import ODT, PDF
from commands.minutes.content import minutes_of
from commands.minutes.document import MinutesPaper, minutes_document
from commands.minutes.which import minutes_meant
from commands.patterns import regex
from commands.sittings import Sitting, sitting_at
from commands.words import File, Reply, Text, _, lines, offered_line
from commands.words.render import Style, render
from storage import Store
from storage.errands import Errand, ErrandKind
from storage.values import frozen

_SPACE: Final = " "
_SIGNS: Final = regex(r"[^a-z0-9]+")


@frozen
class MinutesOrder:
    """The minutes that shall be made into files, as they stood when they were looked up."""

    sitting: Sitting
    paper: MinutesPaper
    style: Style


@frozen
class MinutesFiles:
    """The files that were made; `without_pdf` if nothing here makes one."""

    files: tuple[File, ...]
    version: int | None
    without_pdf: bool


@command(
    "minutes draft",
    de=("entwurf", "datei", "dateien", "file", "files"),
    help=_("Sends the minutes as files: ODT, accessible PDF and Markdown; once they are approved, that version."),
    examples=(_("`!minutes draft M3`"),),
    takes={"said": Words(_("Which meeting is meant?"))},
)
def draft(call: Call, store: Store, said: Claims) -> Reply:
    """The files are made behind the transaction; their answer takes the place of this one."""
    sitting = minutes_meant(said, call, store, lambda key: offered_line("minutes draft", key))
    target = f"{sitting.meeting.id}{_SPACE}{sitting.occasion}"
    store.errands.add(
        ErrandKind.MINUTES, call.chat, call.member.user_id, call.event_id, target, call.ms, confirmed=None
    )
    title = {"key": sitting.key, "title": sitting.meeting.title}
    return Reply(_("The minutes of {key} {title} are being written.", **title), about=sitting.key)


def order_of(at: Moment, store: Store, errand: Errand) -> MinutesOrder | None:
    """What is to be made, as the records have it now; None if the meeting is gone."""
    meeting_id, _space, occasion = errand.target.partition(_SPACE)
    meeting = store.meetings.of_id(int(meeting_id))
    if meeting is None:
        return None
    sitting = sitting_at(meeting, occasion)
    language = store.languages.of(errand.user_id) if errand.chat != at.room.room_id else None
    style = Style(language or at.settings.language, at.settings.zone, at.settings.prefix)
    state = minutes_of(at, store, sitting)
    version = state.latest if state.approved else None
    approver = at.room.named(version.approver).name if version and version.approver.startswith("@") else ""
    return MinutesOrder(sitting, MinutesPaper(state.content, version, state.changes, approver, made=at.ms), style)


def make_files(order: MinutesOrder) -> MinutesFiles:
    """The files; slow beside all else the bot does, so it is called in a thread of its own."""
    from commands.documents.markdown import markdown  # noqa: PLC0415 - no start needs to wait for them
    from commands.documents.odt import odt  # noqa: PLC0415
    from commands.documents.pdf import NoTypesetter, pdf  # noqa: PLC0415

    document = minutes_document(order.paper, order.style)
    name = _filename(order)
    files = [
        File(f"{name}.odt", ODT, odt(document)),
        File(f"{name}.md", "text/markdown", markdown(document)),
    ]
    version = order.paper.version.version if order.paper.version else None
    try:
        files.insert(1, File(f"{name}.pdf", PDF, pdf(document)))
    except NoTypesetter:
        return MinutesFiles(tuple(files), version, without_pdf=True)
    return MinutesFiles(tuple(files), version, without_pdf=False)


def _filename(order: MinutesOrder) -> str:
    style, sitting = order.style, order.sitting
    words = [sitting.key, render(_("minutes"), style).body, sitting.meeting.title]
    if sitting.when is not None:
        words.insert(1, sitting.when.start[:10])
    if order.paper.version:
        words.append(render(_("version {version}", version=order.paper.version.version), style).body)
    slugs = (_SIGNS.sub("-", fold(word)).strip("-")[:40] for word in words[1:])
    return "-".join([sitting.key, *filter(None, slugs)])


def drafted(call: Call, store: Store, errand: Errand, made: Any) -> Reply | None:
    """The files follow the answer, to where they were asked for."""
    meeting = store.meetings.of_id(int(errand.target.partition(_SPACE)[0]))
    if meeting is None or not isinstance(made, MinutesFiles):
        return None
    title = {"key": meeting.key, "title": meeting.title}
    text = _("The minutes of **{key} {title}** follow as a draft: {kinds}.", **title, kinds=_kinds(made))
    if made.version is not None:
        text = _(
            "The minutes of **{key} {title}**, approved version {version}, follow: {kinds}.",
            **title,
            version=made.version,
            kinds=_kinds(made),
        )
    missing = _("There is no PDF: the assistant’s machine lacks typst. Whoever operates it can add the extra `pdf`.")
    files = tuple(File(one.filename, one.mimetype, one.data, about=meeting.key, chat=call.chat) for one in made.files)
    return Reply(lines(text, missing if made.without_pdf else None), files, about=meeting.key)


def _kinds(made: MinutesFiles) -> tuple[Text, ...]:
    kinds = {ODT: "ODT", PDF: "PDF/UA"}
    return tuple(Text("{kind}", {"kind": kinds.get(one.mimetype, "Markdown")}) for one in made.files)
