"""Which ways of writing an address mean the same, and what is no address."""

from __future__ import annotations

import pytest

from commands.base import UserError
from commands.literature.address import read_address


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://www.kgst.de/bericht", "https://WWW.KGST.de/bericht/"),
        ("https://www.kgst.de/bericht", "https://www.kgst.de:443/bericht"),
        ("https://www.kgst.de/bericht", "http://www.kgst.de:80/bericht#kapitel-2"),
        ("https://www.kgst.de/bericht", "www.kgst.de/bericht?utm_source=rundbrief&utm_medium=mail&fbclid=1"),
        ("https://www.kgst.de/bericht?a=1&b=2", "https://www.kgst.de/bericht/?a=1&gclid=x&b=2"),
        ("https://www.kgst.de", "https://www.kgst.de/?"),
        ("https://münchen.de/straße", "https://xn--mnchen-3ya.de/stra%c3%9fe"),
        ("https://a.de/%7euser/x", "https://a.de/b/../~user/./x"),
        ("https://doi.org/10.1000/ABC.1", "doi:10.1000/abc.1"),
        ("https://dx.doi.org/10.1000/abc.1", "10.1000/abc.1"),
        ("https://doi.org/10.1000%2Fabc.1", "http://doi.org/10.1000/abc.1?utm_source=x"),
        ("arXiv:2101.12345v2", "https://arxiv.org/pdf/2101.12345.pdf"),
        ("2101.12345", "https://doi.org/10.48550/arXiv.2101.12345"),
        ("ISBN 978-3-16-148410-0", "9783161484100"),
        ("ISBN 3-16-148410-X", "isbn: 978 3 16 148410 0"),
        ("urn:isbn:9783161484100", "ISBN 978-3-16-148410-0"),
        ("urn:nbn:de:0009-5-12345", "https://nbn-resolving.org/urn:nbn:de:0009-5-12345"),
        ("URN:NBN:de:0009-5-12345", "https://nbn-resolving.de/urn/urn:nbn:de:0009-5-12345"),
    ],
)
def test_two_ways_of_writing_one_address_have_one_key(one: str, other: str) -> None:
    assert read_address(one).key == read_address(other).key


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://www.kgst.de/bericht", "https://kgst.de/bericht"),
        ("https://www.kgst.de/bericht", "https://www.kgst.de/Bericht"),
        ("https://www.kgst.de/bericht", "https://www.kgst.de:8443/bericht"),
        ("https://youtube.com/watch?v=1", "https://youtube.com/watch?v=2"),
        ("https://a.de/?id=1&ref=x", "https://a.de/?id=1"),
        ("https://a.de/?a=1&b=2", "https://a.de/?b=2&a=1"),
        ("https://a.de/#/eins", "https://a.de/#/zwei"),
        ("https://a.de/a%2Fb", "https://a.de/a/b"),
        ("10.1000/abc.1", "10.1000/abc.2"),
    ],
)
def test_addresses_that_may_show_different_things_have_two_keys(one: str, other: str) -> None:
    assert read_address(one).key != read_address(other).key


def test_the_address_is_kept_as_it_was_posted() -> None:
    posted = "https://WWW.KGST.de:443/bericht/?utm_source=x#teil"
    assert read_address(posted).address == posted


@pytest.mark.parametrize(
    "text",
    [
        "ftp://a.de/x",
        "javascript:alert(1)",
        "file:///etc/passwd",
        "https://",
        "https://a",
        "https://a b.de",
        "https://a.de:99999/",
        "https://a..de/",
        "https://-a.de/",
        "https://anna:geheim@a.de/",
        'https://a.de/"onclick="x',
        "kgst.de",
        "Kaffee",
        "ISBN 978-3-16-148410-1",
        "urn:ietf:rfc:8141",
        "urn:isbn:978-3-16-148410-1",
        "https://a.de/" + "x" * 2000,
        "https://" + "ü" * 80 + ".de",
    ],
)
def test_what_is_no_safe_address_is_refused_with_a_line_that_works(text: str) -> None:
    with pytest.raises(UserError) as refused:
        read_address(text)
    assert refused.value.example is not None
