"""`!lit list` and `!lit search`: the newest by tag, member and time; the best by their words."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from commands.base import Call, Claims, Option, Rest, UsageError, UserError, Words, command, to_ms
from commands.base.people import claim_person
from commands.base.typed import fold
from commands.dates import read_dates
from commands.literature.address import read_address
from commands.literature.addresses import addresses_in
from commands.literature.sentences import in_list
from commands.patterns import regex
from commands.words import Reply, Text, Value, _, _n, bullets, lines, offered_line
from storage import Store
from storage.literature import Filter
from storage.values import frozen

PAGE = 10
LONGEST_SEARCH = 300
"""Characters of a search; more words than that find nothing together."""
_WEB = regex(r"https?://")
_PAGE = regex(r"\d{1,5}(?!\S)")
_TAG = regex(r"#([^\s,;]+)")
_WORD = regex(r"\S+")
_SINCE = regex(r"(?:seit|since|ab)\s+", re.IGNORECASE)
_DAY = regex(r"[^#@]+")
"""The day since when, up to the next filter."""


@frozen
class ListedPart:
    """Which part of the list: a page of the entries that fit.

    `names` are its tags and its member as they can be typed again, `since` the day that was understood.
    """

    which: Filter
    page: int
    names: str
    since: date | None = None

    def typed(self, page: int) -> Text:
        """Another page of it, as it can be typed."""
        since = _("since {day}", day=f"{self.since:%d.%m.%Y}") if self.since else ""
        parts: dict[str, Value] = {"page": page, "names": self.names, "since": since}
        return Text(" ".join(f"{{{name}}}" for name, part in parts.items() if part), parts)

    @property
    def shown(self) -> Text | None:
        """The filter with its day as it was understood; None if all is listed."""
        if self.since is None:
            return Text("{names}", {"names": self.names}) if self.names else None
        since = _("since {day}", day=self.since)
        return Text("{names} {since}", {"names": self.names, "since": since}) if self.names else since


@command(
    "lit list",
    reads=True,
    de=("liste",),
    help=_("Lists the literature, the newest first, ten at a time; by tag, by member, since a day."),
    examples=(_("`!lit list`"), _("`!lit list #governance`"), _("`!lit list @anna since 1.10.`"), _("`!lit list 2`")),
    takes={"said": Words(_("Which page?"), optional=True)},
)
def list_(call: Call, store: Store, said: Claims) -> Reply:
    """One page; the answer says how many there are and how to see the next."""
    wanted = claim_filters(call, said)
    if wanted is None:
        raise UsageError(
            _("A list takes a page, a #tag, a @member and a day since when."), _("`!lit list #governance`")
        )
    return _page(call, store, wanted)


@command(
    "lit search",
    reads=True,
    de=("suche", "suchen", "such", "finde", "finden", "find"),
    help=_("Searches titles, notes, tags, authors and addresses, the best hits first; beginnings of words are enough."),
    examples=(_("`!lit search governance`"), _('`!lit search "open source" #kgst`')),
    takes={"rest": Rest(_("What is to be looked for?"))},
    options=(Option("page", ("page", "seite")),),
)
def search(call: Call, store: Store, rest: str, page: str = "1") -> Reply:
    """The best hits; a word that very many entries have gives the newest of them."""
    wanted = claim_filters(call, Claims(rest))
    if wanted is not None and (rest.startswith(("#", "@")) or rest.isdecimal() or wanted.since):
        return _page(call, store, wanted)
    if len(rest) > LONGEST_SEARCH:
        raise UserError(
            _("A search has at most {most} characters; this one has {n}.", most=LONGEST_SEARCH, n=len(rest)),
            _("`!lit search governance`"),
        )
    shown = max(1, int(page)) if page.isdecimal() and len(page) < 5 else 1
    links = addresses_in(Claims(rest)) if _WEB.match(rest) else []
    known = store.literature.by_identity(read_address(links[0].address).key) if links else None
    if known:
        return Reply(lines(_("This address is in the list:"), in_list(known)), about=known.key)
    hits = store.literature.search(rest, PAGE, (shown - 1) * PAGE)
    short = " ".join(rest.split())[:60]
    if not hits.entries:
        return Reply(lines(_("Nothing was found for “{text}”.", text=short), _none_hint(rest)))
    more = None
    if shown * PAGE < hits.count:
        # The whole search: a part of it would find something else.
        said = " ".join(rest.split())
        more = _(
            "{line} shows the next ones.", line=offered_line("lit search", said, _("--page {page}", page=shown + 1))
        )
    return Reply(lines(_head(hits.count, hits.ranked, short), bullets(*map(in_list, hits.entries)), more))


def _head(count: int, ranked: bool, text: str) -> Text:
    if ranked:
        return _n("**{count} hit for “{text}”:**", "**{count} hits for “{text}”, the best first:**", count, text=text)
    return _("**More than {most} hits for “{text}”, the newest first:**", most=count - 1, text=text)


def _none_hint(text: str) -> Text:
    if re.match(r"https?://\S+$", text.strip()):
        return _("This adds it: {line}", line=offered_line("lit add", text.strip()[:200]))
    return _("Beginnings of words are enough: `!lit search govern`")


def _page(call: Call, store: Store, wanted: ListedPart) -> Reply:
    count = store.literature.count(wanted.which)
    if not count:
        if wanted.shown:
            return Reply(lines(_("No entry fits {filter}.", filter=wanted.shown), _("`!lit list` shows all.")))
        return Reply(
            lines(
                _("There is no literature yet."),
                _("This adds some: `!lit add https://www.kgst.de/bericht KGSt report 5/2021 #governance – basics`"),
            )
        )
    pages = -(-count // PAGE)
    page = min(max(wanted.page, 1), pages)
    entries = store.literature.newest(PAGE, (page - 1) * PAGE, wanted.which)
    if wanted.shown:
        values: dict[str, Value] = {"filter": wanted.shown}
        head = _n(
            "**{count} entry for {filter}:**", "**{count} entries for {filter}, the newest first:**", count, **values
        )
    else:
        head = _n("**{count} entry:**", "**{count} entries, the newest first:**", count)
    more = _(
        "Page {page} of {pages}; {line} shows the next one.",
        page=page,
        pages=pages,
        line=offered_line("lit list", wanted.typed(page + 1)),
    )
    return Reply(lines(head, bullets(*map(in_list, entries)), more if page < pages else None))


def claim_filters(call: Call, said: Claims) -> ListedPart | None:
    """The filters that make up all that is left, in any order; None if there is anything else in it, or too much."""
    which, page, names, since = Filter(), 1, list[str](), None
    if len(said.text) > LONGEST_SEARCH:
        return None
    while said.head.start < said.head.end:
        if number := said.take_head(_PAGE):
            page = int(number[0])
        elif tag := said.take_head(_TAG):
            which = replace(which, tag=fold(tag[1]))
            names.append(tag[0])
        elif said.words(said.head).startswith("@"):
            member = claim_person(said, call)
            unknown = None if member else said.take_head(_WORD)
            which = replace(which, adder=member.user_id if member else unknown and unknown[0])
            names.append(f"@{member.name}" if member else unknown[0] if unknown else "")
        elif said.take_head(_SINCE) and (day := said.take_head(_DAY)):
            since = _since(call, day[0])
            which = replace(which, since=to_ms(datetime.combine(since, time(), ZoneInfo(call.zone))))
        else:
            return None
    return ListedPart(which, page, " ".join(names), since)


def _since(call: Call, text: str) -> date:
    """The day that was said; without a year, and still to come, it is last year's."""
    start = read_dates(text, call.now, call.zone)[0].start
    day = start.date() if isinstance(start, datetime) else start
    if day <= call.now.date() or re.search(r"\d{4}", text):
        return day
    return day.replace(year=day.year - 1, day=28 if (day.month, day.day) == (2, 29) else day.day)
