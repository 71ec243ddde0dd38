"""What a member typed is shown as text in every place of a sentence, never as markup."""

from __future__ import annotations

import html
import re
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commands.words import (
    Bilingual,
    Closed,
    Code,
    Instead,
    Link,
    MadeUp,
    Member,
    OfferedLine,
    OneOf,
    Quoted,
    Text,
    Value,
    bullets,
    lines,
)
from commands.words.render import Style, in_html, render

STYLE = Style("de", "Europe/Berlin")
SHORTENED = Style("en", "Europe/Berlin", reader="@anna:board.test", longest=20)
TYPED = st.text("<>&\"'/bx=! ;`*{}", min_size=1, max_size=40)

KINDS: dict[str, Callable[[str], Value]] = {
    "typed": lambda said: said,
    "template": lambda said: Text("{said}", {"said": said}),
    "member": lambda said: Member("@ben:board.test", said),
    "own name": lambda said: Member("@anna:board.test", said),
    "code": Code,
    "offered": lambda said: OfferedLine("task add", (said, Text("{said}", {"said": said}))),
    "example": lambda said: OfferedLine("task add", (MadeUp(said),)),
    "made up": MadeUp,
    "quoted": Quoted,
    "list": lambda said: (said, Quoted(said), said),
    "choice": lambda said: OneOf((said, said)),
    "long list": lambda said: (said,) * 40,
    "instead": lambda said: Instead(Text("`!task show T4`"), "T4", said),
    "German": lambda said: Bilingual("", said),
}
TEMPLATES = ("{value}", "**{value}**", "`{value}`", "„{value}“ < & >\n{value}")


def shown(markup: str) -> str:
    """What a client shows of the markup, in one row."""
    broken = re.sub(r"<(?:br|/li|/ul|li|ul|/summary)>", "\n", markup)
    return " ".join(html.unescape(re.sub(r"<[^<>]*>", "", broken)).replace("•", "").split())


def plain(body: str) -> str:
    return " ".join(body.replace("•", "").split())


@pytest.mark.parametrize("kind", KINDS)
@given(said=TYPED, template=st.sampled_from(TEMPLATES), style=st.sampled_from((STYLE, SHORTENED)))
def test_the_markup_shows_what_the_plain_text_says(kind: str, template: str, style: Style, said: str) -> None:
    text = Text(template, {"value": KINDS[kind](said)})
    for content in (text, lines(text, text), bullets(text, text)):
        rendered = render(content, style)
        assert shown(rendered.html) == plain(rendered.body)


@given(said=TYPED, template=st.sampled_from(TEMPLATES))
def test_a_link_shows_its_label_or_address(template: str, said: str) -> None:
    for link in (Link("https://example.org/" + said), Link("https://example.org/", said)):
        rendered = render(Text(template, {"value": link}), STYLE).html
        href = re.search(r'<a href="([^"<>]*)">', rendered)
        assert "`" in template or (href and html.unescape(href[1]) == link.address)
        assert " ".join((link.label or link.address).split()) in shown(rendered)


@given(said=TYPED)
def test_what_is_folded_is_shown_as_text(said: str) -> None:
    folded = render(Closed(Text("{said}", {"said": said}), Text("{said}", {"said": said})), STYLE)
    assert shown(folded.html) == " ".join([*said.split(), *said.split()])


@given(st.text(), st.booleans())
def test_html_is_escaped_as_the_standard_library_does(text: str, quote: bool) -> None:
    assert in_html(text, quote=quote) == html.escape(text, quote=quote)
