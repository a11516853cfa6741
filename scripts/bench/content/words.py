"""Names and words of the made-up content, and how the n-th association and its municipalities are known.

Put together from real kinds and word lists, so that words are as common as in a real directory: a kind's words in some
hundredths of the entries, "poradna" in one of twenty, a place's name in one association, "hvězdárna" in twenty entries
of each association.
"""

from __future__ import annotations

from typing import NamedTuple

RARE = 20
"""So many services of each association, however large, are called an observatory."""
FIRST_CODE = 800_000

FIRST = (
    "Horní", "Dolní", "Velká", "Malá", "Nová", "Stará", "Bílá", "Černá", "Suchá", "Mokrá", "Vysoká", "Dlouhá",
    "Kamenná", "Lesní", "Polní",
)  # fmt: skip
SECOND = (
    "Lhota", "Ves", "Bystřice", "Lípa", "Olešná", "Studánka", "Hůrka", "Habrová", "Jedlová", "Rovná", "Seč",
    "Bříza", "Třebová", "Lomnice", "Skála", "Víska", "Bukovina", "Javorná", "Lipnice", "Vrbová", "Dubina",
    "Jasenná", "Zahrada", "Osada", "Paseka", "Louka", "Hora", "Kladruby", "Radotín", "Svinná",
)  # fmt: skip
SUBJECTS = (
    "výuka", "péče", "pomoc", "porada", "prodej", "zápůjčka", "sport", "kroužek", "rodina", "senior", "dítě",
    "mládež", "zdraví", "doprava", "odpad", "knihy", "hudba", "divadlo", "film", "výstava", "cvičení", "plavání",
    "strava", "oběd", "ubytování", "půjčka", "pomůcky", "rehabilitace", "doučování", "úklid", "údržba", "zeleň",
    "hřbitov", "voda", "světlo", "silnice", "chodník", "stavba", "doklad", "průkaz", "daň", "poplatek", "dotace",
    "projekt", "škola", "jídlo", "klub", "tábor",
)  # fmt: skip
HOURS = (
    "",
    "Mo-Fr 08:00-16:00; PH off",
    "Mo,We 08:00-11:30,12:30-17:00; PH off",
    "Tu,Th 13:00-18:00; PH off",
    "Mo-Su 00:00-24:00",
    "Sa,Su 09:00-12:00; PH off",
)
ACCESS = ("unknown", "unknown", "yes", "no")
SENTENCES = (
    "Společně opravujeme chodníky, vozíme děti do školy a staráme se o lesy.",
    "Kancelář svazku pomáhá obcím s veřejnými zakázkami, rozpočtem i žádostmi o dotace.",
    "Pojízdná knihovna zastavuje v každé obci jednou za čtrnáct dní.",
    "Na podzim začíná oprava lávky přes potok, objížďka povede po místní silnici.",
    "Senioři se scházejí každé úterý odpoledne v klubovně hasičské zbrojnice.",
    "Kontejnery na bioodpad se vyvážejí od dubna do listopadu každé pondělí.",
    "Obce si navzájem půjčují techniku na údržbu zeleně a zimní údržbu cest.",
    "Praktický lékař ordinuje ve dvou obcích, zubní lékařka nově přijímá děti.",
)


class Size(NamedTuple):
    """How much there is: associations, municipalities of each, services of each municipality."""

    associations: int = 83
    municipalities: int = 20
    services: int = 60

    @classmethod
    def read(cls, text: str) -> Size:
        """The size written as "83x20x60". Raises ValueError for anything else."""
        numbers = [int(part) for part in text.lower().replace("×", "x").split("x")]
        if len(numbers) != 3 or min(numbers) < 1:
            raise ValueError(f"{text!r} is no size such as 83x20x60")
        return cls(*numbers)

    def __str__(self) -> str:
        return f"{self.associations}x{self.municipalities}x{self.services}"

    @property
    def all_services(self) -> int:
        return self.associations * self.municipalities * self.services


NORMAL = Size()
GROWN = Size(700, 9, 60)


def slug_of(n: int) -> str:
    return f"dso{n}"


def hostname_of(n: int) -> str:
    return f"{slug_of(n)}.localhost"


def name_of(n: int) -> str:
    return f"Mikroregion {SECOND[n % len(SECOND)]} {n}"


def codes_of(n: int, municipalities: int) -> list[str]:
    """Codes of the municipalities of the `n`-th association."""
    return [str(FIRST_CODE + n * municipalities + m) for m in range(municipalities)]


def ico_of(n: int) -> str:
    """A valid IČO of the `n`-th association."""
    digits = f"{7_000_000 + n:07}"
    total = sum(int(digit) * weight for digit, weight in zip(digits, range(8, 1, -1), strict=True))
    return f"{digits}{(11 - total % 11) % 10}"


def paragraph(seed: int, sentences: int = 5) -> str:
    """A paragraph of so many sentences."""
    return "<p>" + " ".join(SENTENCES[(seed + n) % len(SENTENCES)] for n in range(sentences)) + "</p>"
