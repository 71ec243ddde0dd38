"""Who is a person, who is an institution, and where one ends."""

from __future__ import annotations

import pytest

from commands.base import UserError
from commands.literature.authors import read_names
from commands.literature.sentences import names_text


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Beispiel, Ada", "Beispiel, Ada"),
        ("Anna Müller, Can Öztürk", "Müller, Anna; Öztürk, Can"),
        ("Anna Müller und Can Öztürk", "Müller, Anna; Öztürk, Can"),
        ("Müller, Anna, Öztürk, Can", "Müller, Anna; Öztürk, Can"),
        ("Müller, A. & Meier, B. et al.", "Müller, A.; Meier, B.; et al."),
        ("Ludwig van Beethoven", "van Beethoven, Ludwig"),
        ("von der Leyen, Ursula; KGSt", "von der Leyen, Ursula; KGSt"),
        *((office, office) for office in (
            "Bundesministerium des Innern und für Heimat", "Deutscher Städte- und Gemeindebund", "Forschung und Lehre",
            "Stadt Bochum, Amt für Digitalisierung", "Freie und Hansestadt Hamburg", "Johnson & Johnson",
            "Land Nordrhein-Westfalen", "Bund, Länder und Kommunen", "OECD und EU", "Fraunhofer FOKUS",
        )),
    ],
)  # fmt: skip
def test_persons_are_told_apart_and_institutions_stay_whole(text: str, names: str) -> None:
    assert names_text(read_names(text)) == names


@pytest.mark.parametrize("text", ["Müller, Anna und Stadt Bochum", "Müller, Schmidt, Weber"])
def test_what_can_be_read_in_two_ways_is_asked(text: str) -> None:
    with pytest.raises(UserError):
        read_names(text)
