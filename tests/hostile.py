"""Two hundred and thirty lines that nobody means well, and what a board must hold for them: said to the fake homeserver
of the quick tests and to a real one. Each is a command, so each is answered."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

SETTING = (
    "!sitzung vorschlagen Runde; 8.12. 14-16 Uhr; 9.12. 10 Uhr; 10.12. 9 Uhr",
    "!sitzung ansetzen Jour fixe jeden Montag 14-15 Uhr",
    "!sitzung ansetzen Einzel am 15.12. 10 Uhr",
    "!gastgeber anbieten Bochum für 25",
    "!aufgabe neu Leitfaden bis 15.1.",
    "!lit https://example.org/a Bericht #x",
    "!erinnern morgen 9 Uhr Folien",
    "!erinnern jeden Montag 9 Uhr Protokoll",
)
"""What stands there when they come."""
_LONG = (
    *(
        ("!aufgabe ", "bitte "),
        ("!sitzung ansetzen a", " "),
        ("!gastgeber anbieten", " a"),
        ("!sitzung absagen M1 ", "im august "),
    ),
    *(
        ("!gastgeber anfragen ", "am "),
        ("!sitzung ansetzen ", "a: "),
        ("!sitzung vorschlagen ", "anna: "),
        ("!gastgeber annehmen ", "@anna "),
    ),
    *(
        ("!erinnern ", "1-"),
        ("!gastgeber anbieten Bochum ", "beamer, "),
        ("!gastgeber anbieten ", "2 tage vor M1 "),
        ("!wann ", "morgen "),
    ),
    *(
        ("!abstimmen M1 ", "1 ja, "),
        ("!sitzung vorschlagen x; ", "8.12.;"),
        ("!sitzung ergänzen M1 ", "\n- "),
        ("!lit ", "https://a.b/c "),
    ),
    *(("!lit suche ", "a* "), ("!lit neu doi:10.1/", "x/"), ("!lit liste ", "@anna "), ("!lit schlagwort L1 ", "#a ")),
    *(
        ("!aufgabe neu ", "„a“ "),
        ("!aufgabe neu ", "\n- a"),
        ("!aufgabe zuweisen T1 ", "@anna, "),
        ("!aufgabe notiz T1 ", "\U0001f389"),
    ),
    *(
        ("!erinnern jeden montag außer ", "8.12., "),
        ("!sitzung ändern M1 Beschreibung: ", "x "),
        ("!sitzung teilnahme M2 ", "ja "),
        ("!hilfe ", "sitzung "),
    ),
    *(("!vertrauen ", "@anna "), ("!freigeben ", "anna "), ("!rückgängig ", "M1 "), ("!sitzung zeigen ", "ä")),
)
"""A beginning, and what stands behind it again and again, up to 12,000 characters or what fits into an event."""
LONG = tuple(head + shape * min(11_950 // len(shape), 36_000 // len(json.dumps(shape)[1:-1])) for head, shape in _LONG)
DEEP = (
    *("!aufgabe neu " + "(" * 2_000 + ")" * 2_000, "!sitzung ansetzen " + "„" * 1_500 + " 8.12. " + "“" * 1_500),
    *(
        "!lit https://a.b/" + "(" * 900 + ")" * 900,
        "!lit " + "[x](https://a.b/c" * 200,
        "!gastgeber anbieten " + "[" * 4_000,
    ),
    *(
        "!erinnern " + "nicht " * 600 + "morgen",
        "!erinnern " + "außer " * 600 + "montags",
        "!sitzung ansetzen a: b: c: d: e: f: g: h: 8.12.",
    ),
    *(
        "!sitzung absagen M2 " + "alle " * 900 + "außer " * 90,
        "!wann " + "Montag nach " * 30 + "Ostern",
        "!wann " + "Tag vor " * 49 + "M1",
    ),
    *(
        "!aufgabe neu " + "\n" * 900 + "a",
        "!aufgabe neu a\n" + "\n".join(f"{'  ' * n}- b" for n in range(60)),
        "!lit " + "@article{a," * 300,
    ),
)
_MANY = (
    *("!aufgabe neu " + "a\u0301" * 900, "!aufgabe neu Z" + "\u0323\u0301" * 2_000, "!aufgabe neu 👩" + "\u200d" * 500),
    *(
        "!aufgabe neu " + "ﬃ" * 150,
        f"!aufgabe erledigt T{'9' * 400}",
        f"!abstimmen M1 {'9' * 300} ja",
        f"!lit 10.1/{'9' * 900}",
    ),
    *(
        "!wann " + "Montag, Dienstag, Mittwoch, " * 20,
        f"!aufgabe zuweisen T1 @{'x' * 255}:y.z",
        f"!lit importieren ${'x' * 249}",
    ),
    *(f"!sitzung link M3 https://x.y/{'z' * 4_000}", f"!sitzung ort M3 {'x' * 300}"),
)
_SHORT = tuple(
    json.loads('"' + row.replace('"', '\\"') + '"')
    for row in (Path(__file__).parent / "hostile_lines.txt").read_text().splitlines()
    if not row.startswith("#")
)
_TEXT = {"msgtype": "m.text", "body": "!ping"}
_NESTED: Any = "x"
for _ in range(150):
    _NESTED = {"x": [_NESTED]}
CONTENTS: tuple[dict[str, Any], ...] = (
    {**_TEXT, "m.relates_to": {"rel_type": "m.thread", "event_id": "$" + "x" * 30_000}},
    {**_TEXT, "m.relates_to": {"rel_type": "m.thread", "event_id": "$unbekannt"}},
    {**_TEXT, "m.relates_to": {"rel_type": "m.thread", "event_id": "②"}},
    {**_TEXT, "m.relates_to": {"rel_type": "m.thread", "event_id": ""}},
    {**_TEXT, "m.relates_to": {"rel_type": "m.thread"}},
    {**_TEXT, "m.relates_to": {"m.in_reply_to": {"event_id": ""}}},
    {**_TEXT, "m.relates_to": {"m.in_reply_to": {"event_id": "$unbekannt"}}},
    {**_TEXT, "m.mentions": {"user_ids": ["@niemand:board.test", "②", ""], "room": True}},
    {**_TEXT, "m.mentions": []},
    {**_TEXT, "m.mentions": {"user_ids": [f"@m{n}:board.test" for n in range(900)]}},
    {**_TEXT, "format": "org.matrix.custom.html", "formatted_body": "<mx-reply>" * 900},
    {**_TEXT, "format": 5, "formatted_body": {}},
    {**_TEXT, "strange": _NESTED},
    {**_TEXT, "strange": 2**53 - 1, "half": "\ud800"},
    {**_TEXT, "body": "> <@a:b> x\n" * 500 + "\n!ping"},
)
LINES: tuple[str, ...] = (*LONG, *DEEP, *_MANY, *_SHORT)
EVERYTHING: tuple[dict[str, Any], ...] = (*({"msgtype": "m.text", "body": line} for line in LINES), *CONTENTS)
LIMITS = (
    f"!aufgabe neu {'W' * 200}",
    f"!aufgabe notiz T1 {'ß' * 2_000}",
    f"!sitzung vorschlagen {'W' * 200}\n"
    + "\n".join(f"{10 + n}.12.2026 14:00-16:00 Uhr in {'W' * 80}" for n in range(20)),
    f"!sitzung ansetzen {'W' * 200}; 15.12. 14 Uhr; Ort: {'W' * 200}; Link: https://x.y/{'&' * 1_880}",
    f"!gastgeber anbieten {'W' * 200}, "
    + "; ".join(f"{name}: {'W' * 500}" for name in ("Raum", "Adresse", "Ausstattung", "Barrierefrei", "Hinweis")),
    f"!erinnern morgen 9 Uhr: {'W' * 1_000}",
    f"!lit https://x.y/{'z' * 1_980} {'W' * 300} "
    + " ".join(f"#{n}{'W' * 38}" for n in range(10))
    + f" – {'W' * 2_000}",
    f"!lit suche {'W' * 300}",
    f"!wann {' ' * 3}{'heute, ' * 31}",
)
"""Each field as long as it may be. Done by the one who set all up, so that nobody has to be asked."""
SHOWN = ("!sitzung liste", "!gastgeber liste", "!aufgabe liste", "!lit liste", "!erinnern liste", "!status", "!ich")
