"""What is new in an answer: the copy of our letter goes, whatever might be an answer stays."""

import pytest

from contact_centre.replies.quoting import new_words

NEW = "Dobrý den,\n\nlampa č. 14, ta u kapličky.\n\nJana Nováková\ntel. 491 612 605"
OLD = "Dobrý den, o kterou lampu jde?\n\nCentrum"
QUOTED = "\n".join(f"> {line}".rstrip() for line in OLD.split("\n"))
FIELDS = "Odesláno: pondělí 23. listopadu 2026 14:03\nKomu: jana@example.org\nPředmět: Otázka (SO-2026-00042)"

COPIES = {
    "gmail": f"po 23. 11. 2026 v 14:03 odesílatel Centrum <podnety@example.org> napsal:\n\n{QUOTED}",
    "gmail, broken line": f"po 23. 11. 2026 v 14:03 odesílatel Centrum <\npodnety@example.org> napsal:\n\n{QUOTED}",
    "gmail in English": f"On Mon, Nov 23, 2026 at 2:03 PM Centrum <podnety@example.org> wrote:\n\n{QUOTED}",
    "thunderbird": f"Dne 23.11.2026 v 14:03 Centrum napsal(a):\n{QUOTED}",
    "apple mail": f"> 23. 11. 2026 v 14:03, Centrum <podnety@example.org>:\n>\n{QUOTED}",
    "iphone": f"Odesláno z iPhonu\n\n23. 11. 2026 v 14:03, Centrum <podnety@example.org>:\n\n{QUOTED}",
    "yahoo, nothing marked": f"On Monday, November 23, 2026, 02:03 PM, Centrum <podnety@example.org> wrote:\n\n{OLD}",
    "seznam": f"---------- Původní e-mail ----------\nOd: Centrum <podnety@example.org>\nKomu: jana@example.org\n{OLD}",
    "outlook": f"________________________________\nOd: Centrum <podnety@example.org>\n{FIELDS}\n\n{OLD}",
    "outlook, old": f"-----Original Message-----\nFrom: Centrum\nSent: Monday\nTo: jana\nSubject: X\n\n{OLD}",
    "evolution": f"-------- Původní zpráva --------\nPředmět: X\n\n{OLD}",
    "quoted only": QUOTED,
}


@pytest.mark.parametrize("copy", COPIES.values(), ids=COPIES)
def test_the_copy_below_goes_and_every_line_above_stays(copy: str) -> None:
    words = new_words(f"{NEW}\n\n{copy}\n")
    assert words.startswith(NEW)
    assert "o kterou lampu" not in words
    assert "Centrum" not in words


@pytest.mark.parametrize(
    "text",
    [
        f"Dne 23.11.2026 v 14:03 Centrum napsal(a):\n> o kterou lampu?\n\nO tu u kapličky.\n\n> Ulice?\n\n{NEW}",
        f"{QUOTED}\n\n{NEW}",
        "Viz níže.\n\n------- Forwarded message -------\nOd: Obec\nKomu: Jana\nDatum: dnes\nPředmět: Lampa\n\nAno.",
        "Starosta mi napsal:\nlampu opravíme do 30. 11. 2026\na zatím nic.",
        "Od: kapličky vlevo\nje to ta druhá lampa.",
        "Bylo to 23. 11. 2026 v 14:03.\nSoused napsal: hotovo.\nAle hotovo není.",
    ],
    ids=["between the lines", "below the copy", "forwarded", "somebody wrote", "a field in words", "a time in words"],
)
def test_in_doubt_all_of_it_stays(text: str) -> None:
    assert new_words(text) == text.strip()


def test_a_copy_alone_is_no_answer() -> None:
    assert new_words(COPIES["thunderbird"]) == ""
    assert new_words(QUOTED) == ""
    assert new_words("") == ""


@pytest.mark.parametrize("hostile", ["> a\n" * 50_000 + "b", "Dne 1.1.2026 napsal:\n" * 20_000, "Od: a\n" * 30_000])
def test_a_mail_made_to_be_slow_is_read_in_one_pass(hostile: str) -> None:
    # With a look at all that follows for each line this would take minutes.
    assert new_words(hostile)[:4] == hostile[:4]
