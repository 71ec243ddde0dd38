"""`!lit export`: the list, or part of it, as a file."""

from __future__ import annotations

from commands.base import Call, Rest, UserError, command
from commands.base.line import split_word
from commands.base.typed import fold
from commands.literature.formats import FORMATS
from commands.literature.listing import read_filters
from commands.words import File, Reply, _, _n
from storage import Store

_ALIASES = {"bib": "bibtex", "biblatex": "bibtex", "json": "csl", "csljson": "csl", "md": "markdown", "excel": "csv"}


@command(
    "lit export",
    reads=True,
    de=("exportieren", "ausgeben"),
    help=_("Sends the literature as a file: bibtex, ris, csl, markdown or csv; all of it or one tag."),
    examples=(_("`!lit export bibtex`"), _("`!lit export csv #governance`")),
    takes={"rest": Rest(_("Which kind of file: bibtex, ris, csl, markdown or csv?"))},
)
def export(call: Call, store: Store, rest: str) -> Reply:
    """The file goes to where it was asked for, encrypted where the room is."""
    word, behind = split_word(rest)
    kind = fold(word).replace("-", "")
    wanted = FORMATS.get(_ALIASES.get(kind, kind))
    filters = read_filters(call, behind)
    if wanted is None or filters is None:
        raise UserError(_("Which kind of file: bibtex, ris, csl, markdown or csv?"), _("`!lit export csv #governance`"))
    entries = store.literature.newest(-1, 0, filters.which)
    if not entries:
        raise UserError(_("There is no entry to send."), _("`!lit list`"))
    data = wanted.write(entries).encode(wanted.encoding)
    text = _n("A file with one entry follows.", "A file with {count} entries follows.", len(entries))
    return Reply(text, (File(wanted.filename, wanted.mimetype, data, chat=call.chat),))
