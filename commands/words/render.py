"""From a sentence to a Matrix message: plain body and HTML, in one language and one time zone.

The only place that knows HTML. Values are escaped and never read as markup, whatever a member typed.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from functools import lru_cache
from itertools import pairwise
from typing import Literal
from urllib.parse import quote

from commands.patterns import regex
from commands.words.catalogue import catalogue
from commands.words.moments import listed, show_duration, show_moment, show_period
from commands.words.text import (
    Bilingual,
    Closed,
    Code,
    Content,
    Instead,
    Link,
    MadeUp,
    Member,
    OfferedLine,
    OneOf,
    Period,
    Quoted,
    Text,
    Value,
    _,
    _n,
)
from storage.values import frozen

FORMER_MEMBER = _("former member")
"""How somebody is called who was forgotten."""
_BY_FORMER_MEMBER = _("a former member")
"""The same behind «by» and «von»."""
_BY_ENDS = tuple(f"{word} " for word in ("by", "from", "with", "von", "bei", "mit"))
MOST_MEMBERS, MOST_VALUES = 12, 30
"""How many members, or other values, a sentence lists before it says how many more there are."""
_FEW = 40
"""Where texts are shortened to so many characters or fewer, few values are listed."""
_BLOCK_BEGINS, _BLOCK_ENDS = ("<ul>", "<details>"), ("</ul>", "</details>")
_MARKS = regex(r"(\*\*|`|\n|\{\w+\})")
_IN_HTML = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})
_IN_QUOTES = _IN_HTML | str.maketrans({'"': "&quot;", "'": "&#x27;"})
_EMOJI = "\u2190-\u2bff\U0001f000-\U0001faff"
_UNSEEN = regex(  # a joiner inside an emoji stays
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u200c\u200e\u200f\u2028-\u202e\u2060-\u2069\ud800-\udfff\ufeff]"
    rf"|(?<![{_EMOJI}\ufe0f])\u200d|\u200d(?![{_EMOJI}])"
)


@frozen
class Rendered:
    """A sentence as `body` and `formatted_body`."""

    body: str
    html: str


@frozen
class Style:
    """The language (`de`, `en`) and the IANA zone in which things are said, and the prefix of lines to type.

    `longest` shortens what members typed, so that a message fits: a text to so many characters with … behind it, names
    without their links. Lines to type are never shortened, as a part of one would do something else.
    `reader` is the user id of whom it is said to: their own name is plain, as clients draw a link to it as an alarm.
    """

    language: str
    zone: str
    prefix: str = "!"
    longest: int | None = None
    reader: str | None = None

    def line(self, code: str) -> str:
        """A line to type: written with `!` in templates, shown with the configured prefix."""
        return self.prefix + code[1:] if code.startswith("!") else code


def render(content: Content, style: Style) -> Rendered:
    """The content in both forms. Never fails on anything a member typed."""
    if isinstance(content, Text):
        return _text(content, style)
    if isinstance(content, Closed):
        summary, inside = render(content.summary, style), render(content.inside, style)
        return Rendered("", f"<details><summary>{summary.html}</summary>{inside.html}</details>")
    items = [render(item, style) for item in content.items]
    if not content.bullet:
        plain = [i.body for i, of in zip(items, content.items, strict=True) if not isinstance(of, Closed)]
        return Rendered("\n".join(plain), _below([i.html for i in items]))
    body = "\n".join("• " + i.body.replace("\n", "\n  ") for i in items)
    return Rendered(body, "<ul>" + "".join(f"<li>{i.html}</li>" for i in items) + "</ul>")


def _below(items: list[str]) -> str:
    """Joins HTML with line breaks, except around a list and what is folded, which break lines themselves."""
    out = items[0] if items else ""
    for one, after in pairwise(items):
        out += after if one.endswith(_BLOCK_ENDS) or after.startswith(_BLOCK_BEGINS) else "<br>" + after
    return out


def _text(text: Text, style: Style) -> Rendered:
    template = catalogue(style.language).choose(text.template, text.plural, text.count)
    body, markup = [], []
    bold = code = False
    for piece, escaped in _pieces(template):
        if piece == "**":
            bold = not bold
            markup.append("<strong>" if bold else "</strong>")
        elif piece == "`":
            code = not code
            markup.append("<code>" if code else "</code>")
        elif piece == "\n":
            body.append("\n")
            markup.append("<br>")
        elif piece.startswith("{") and piece[1:-1] in text.values:
            said = text.values[piece[1:-1]]
            if _is_former(said) and "".join(body[-1:]).endswith(_BY_ENDS):
                said = _BY_FORMER_MEMBER
            value = _value(said, replace(style, longest=None) if code else style)
            body.append(value.body)
            markup.append(in_html(value.body) if code else value.html)
        else:
            shown = style.line(piece) if code else piece
            body.append(shown)
            markup.append(escaped if shown == piece else in_html(shown, quote=False))
    return Rendered("".join(body), "".join(markup))


@lru_cache(maxsize=256)
def _pieces(template: str) -> tuple[tuple[str, str], ...]:
    """The marks, values and words of a template, each beside its HTML: a file says the same template many times."""
    return tuple((piece, in_html(piece, quote=False)) for piece in _MARKS.split(template))


def in_html(text: str, *, quote: bool = True) -> str:
    """As `html.escape`, whose module brings the two thousand entities of HTML, which nobody needs to write."""
    return text.translate(_IN_QUOTES if quote else _IN_HTML)


def _plain(shown: str) -> Rendered:
    return Rendered(shown, in_html(shown))


def _typed(value: str, longest: int | None = None) -> Rendered:
    """What a member typed: control and direction characters gone, line breaks kept."""
    clean = _shortened(_UNSEEN.sub("", value), longest)
    return Rendered(clean, in_html(clean).replace("\n", "<br>"))


def _shortened(text: str, longest: int | None) -> str:
    return text if longest is None or len(text) <= longest else text[: longest - 1].rstrip() + "…"


def _is_former(value: Value) -> bool:
    """Whether it is somebody who was forgotten."""
    return isinstance(value, Member) and not value.user_id.startswith("@")


def _member(value: Member, style: Style) -> Rendered:
    if _is_former(value):
        unnamed = _text(FORMER_MEMBER, style)
        return Rendered(unnamed.body, f"<em>{unnamed.html}</em>")
    name = _typed(value.name, style.longest)
    if style.longest is not None or value.user_id == style.reader:
        return name
    return Rendered(name.body, f'<a href="https://matrix.to/#/{quote(value.user_id, safe="@:")}">{name.html}</a>')


def _code(code: str, style: Style) -> Rendered:
    line = _typed(style.line(code))
    return Rendered(line.body, f"<code>{line.html}</code>")


def _offered(value: OfferedLine, style: Style) -> Rendered:
    line = Code("!" + line_behind_prefix(value, style))
    return _text(_("For example: {line}", line=line), style) if value.is_example else _code(line.line, style)


def line_behind_prefix(value: OfferedLine, style: Style) -> str:
    """The line as it is typed, without its prefix: on one line, whole, however much a message is shortened."""
    whole = replace(style, longest=None)
    command = catalogue(style.language).choose(f"!{value.command}", None, 1).removeprefix("!")
    return " ".join([command, *(word for part in value.words for word in _value(part, whole).body.split())])


def _link(value: Link, longest: int | None) -> Rendered:
    address = _typed(value.address).body
    if longest is not None and len(address) > longest:
        return _typed(value.label or address, longest)
    shown = in_html(_typed(value.label or value.address, longest).body)
    body = f"{_typed(value.label, longest).body}: {address}" if value.label else address
    return Rendered(body, f'<a href="{in_html(address)}">{shown}</a>')


_QUOTES = {"de": ("„", "“"), "en": ("“", "”")}


def _quoted(value: Quoted, style: Style) -> Rendered:
    words = _typed(" ".join(value.words.split()))
    opening, closing = _QUOTES[style.language]
    return Rendered(f"{opening}{words.body}{closing}", f"{opening}{words.html}{closing}")


def _listed(values: tuple[Value, ...], style: Style, how: Literal["standard", "or"] = "standard") -> Rendered:
    most = MOST_MEMBERS if values and isinstance(values[0], Member) else MOST_VALUES
    if style.longest is not None and style.longest <= _FEW:
        most = style.longest // 8
    if len(values) > most + 1:
        values = (*values[:most], _n("one more", "{count} more", len(values) - most))
    shown = [_value(v, style) for v in values]
    language = style.language
    if len(shown) < 2:
        return shown[0] if shown else Rendered("–", "–")
    return Rendered(listed([s.body for s in shown], how, language), listed([s.html for s in shown], how, language))


def _instead(value: Instead, style: Style) -> Rendered:
    shown, word = _text(value.text, style), re.compile(rf"\b{re.escape(value.word)}\b")
    other = _typed(value.other)
    return Rendered(word.sub(lambda _: other.body, shown.body), word.sub(lambda _: other.html, shown.html))


def _value(value: Value, style: Style) -> Rendered:  # noqa: C901, PLR0912 - one case for each kind of value
    match value:
        case str():
            return _typed(value, style.longest)
        case int():
            return _plain(str(value))
        case Text():
            return _text(value, style)
        case Member():
            return _member(value, style)
        case Link():
            return _link(value, style.longest)
        case Code():
            return _code(value.line, style)
        case OfferedLine():
            return _offered(value, style)
        case MadeUp():
            return _value(value.value, style)
        case Quoted():
            return _quoted(value, style)
        case tuple():
            return _listed(value, style)
        case OneOf():
            return _listed(value.values, style, "or")
        case Instead():
            return _instead(value, style)
        case Bilingual():
            return _value(value.german if style.language == "de" else value.english, style)
        case Period():
            return _plain(show_period(value, style.language, style.zone))
        case timedelta():
            return _plain(show_duration(value, style.language))
        case date():
            return _plain(show_moment(value, style.language, style.zone))
