"""Documents as the norms' own examples show them, in our words, and what may not be done to them."""

from collections.abc import Callable
from copy import deepcopy
from typing import Any

Change = Callable[[Any], Any]

MOMENT = {"typ": "Časový okamžik", "datum_a_čas": "2026-12-08T16:00:00+01:00"}
PLACE = {
    "typ": "Umístění",
    "adresa": {"typ": "Adresa", "obec": "https://linked.cuzk.cz/resource/ruian/obec/570877"},
    "geometrie": {"type": "Point", "coordinates": [15.87, 50.3]},
}
SAMPLES: dict[str, Any] = {
    "board": {
        "@context": "https://ofn.gov.cz/úřední-desky/2021-07-20/kontexty/úřední-deska.jsonld",
        "typ": "Úřední deska",
        "iri": "https://svazek.example.org/deska",
        "stránka": "https://svazek.example.org/úřední deska/".replace(" ", "-"),
        "provozovatel": {"typ": "Osoba", "ičo": "00258245"},
        "informace": [
            {
                "typ": ["Digitální objekt", "Informace na úřední desce"],
                "iri": "https://svazek.example.org/deska/1",
                "url": "https://svazek.example.org/setkani/prosinec/",
                "název": {"cs": "Setkání starostů"},
                "vyvěšení": {"typ": "Časový okamžik", "datum": "2026-11-20"},
                "relevantní_do": {"typ": "Časový okamžik", "nespecifikovaný": True},
                "dokument": [{"typ": "Digitální objekt", "url": "https://svazek.example.org/program.pdf"}],
            }
        ],
    },
    "event": {
        "@context": "https://ofn.gov.cz/události/2020-07-01/kontexty/událost.jsonld",
        "typ": "Událost",
        "iri": "https://svazek.example.org/udalosti/1",
        "název": {"cs": "Setkání starostů", "en": "Mayors' meeting"},
        "pořadatel": [{"typ": "Osoba", "ičo": "00258245", "název": {"cs": "Svazek"}}],
        "umístění": [PLACE],
        "doba_trvání": [
            {
                "typ": "Časová specifikace",
                "časový_interval": {"typ": "Časový interval", "začátek": MOMENT, "konec": MOMENT},
            }
        ],
        "bezbariérovost": {"typ": "Bezbariérovost", "popis": {"cs": "rampa"}, "mapování_dle_metodiky": False},
    },
    "piece": {
        "@context": "https://ofn.gov.cz/aktuality/2020-07-01/kontexty/aktualita.jsonld",
        "typ": "Aktualita",
        "název": {"cs": "Vyšel zpravodaj"},
        "vytvořeno": MOMENT,
        "oznamovatel": {"typ": "Osoba", "ičo": "00258245"},
    },
    "contact": {
        "@context": "https://ofn.gov.cz/kontakty/2020-07-01/kontexty/kontakt.jsonld",
        "typ": "Kontakt",
        "telefon": "tel:+420491000101",
        "email": "mailto:svazek@example.org",
        "umístění": PLACE,
    },
}


def put(value: Any, *path: Any) -> Change:
    """Writes `value` at a path."""

    def change(whole: Any) -> Any:
        at = whole
        for step in path[:-1]:
            at = at[step]
        at[path[-1]] = value
        return whole

    return change


def drop(*path: Any) -> Change:
    """Takes out what stands at a path."""

    def change(whole: Any) -> Any:
        at = whole
        for step in path[:-1]:
            at = at[step]
        del at[path[-1]]
        return whole

    return change


ITEM = ("informace", 0)
INTERVAL = ("doba_trvání", 0, "časový_interval")
BREAKAGES: list[tuple[str, Change]] = [
    *[("board", drop(name)) for name in ("@context", "typ", "iri", "stránka", "provozovatel", "informace")],
    *[("board", drop(*ITEM, name)) for name in ("typ", "iri", "název", "vyvěšení", "relevantní_do")],
    ("board", put("Úřední desky", "typ")),
    ("board", put("https://example.org/context", "@context")),
    ("board", put("0025824", "provozovatel", "ičo")),
    ("board", put(258245, "provozovatel", "ičo")),
    ("board", put(["Digitální objekt"], *ITEM, "typ")),
    ("board", put("https://svazek.example.org/s mezerou", *ITEM, "url")),
    ("board", put("/setkani/prosinec/", *ITEM, "iri")),
    ("board", put("https:///bez-hostitele", "stránka")),
    ("board", put("Setkání starostů", *ITEM, "název")),
    ("board", put({"de": "Treffen"}, *ITEM, "název")),
    ("board", put("2026-11-20", *ITEM, "vyvěšení")),
    ("board", put("20. 11. 2026", *ITEM, "vyvěšení", "datum")),
    ("board", put("2026-13-01", *ITEM, "vyvěšení", "datum")),
    ("board", put({"typ": "Časový okamžik"}, *ITEM, "relevantní_do")),
    ("board", drop(*ITEM, "vyvěšení", "typ")),
    ("board", drop(*ITEM, "dokument", 0, "typ")),
    ("board", put("program", *ITEM, "dokument", 0, "url")),
    ("event", drop("typ")),
    ("event", put({}, "umístění")),
    ("event", put([{"typ": "Umístění"}], "umístění")),
    ("event", put("Lhota", "umístění", 0, "adresa", "obec")),
    ("event", put([15.87], "umístění", 0, "geometrie", "coordinates")),
    ("event", drop(*INTERVAL, "konec")),
    ("event", put({**MOMENT, "datum_a_čas": "2026-12-08T16:00:00"}, *INTERVAL, "začátek")),
    ("event", put({**MOMENT, "datum_a_čas": "2026-12-08T25:00:00+01:00"}, *INTERVAL, "začátek")),
    ("event", put({"typ": "Časová specifikace"}, "doba_trvání")),
    ("event", put("ano", "bezbariérovost", "mapování_dle_metodiky")),
    ("event", drop("bezbariérovost", "typ")),
    ("event", drop("pořadatel", 0, "ičo")),
    ("piece", put("Novinka", "typ")),
    ("piece", put("dnes", "vytvořeno")),
    ("piece", put({"typ": "Osoba"}, "oznamovatel")),
    ("contact", drop("typ")),
    ("contact", put("svazek@example.org", "email")),
    ("contact", put("tel:+420 491 000 101", "telefon")),
    ("contact", put("491000101", "telefon")),
    ("contact", put({"typ": "Adresa"}, "umístění")),
]


def broken(whole: str, change: Change) -> Any:
    """A sample of `whole` after the change."""
    return change(deepcopy(SAMPLES[whole]))
