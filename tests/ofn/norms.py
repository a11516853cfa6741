"""What the Czech open formal norms ask for, in our own form, so that exports are checked without a network.

Sources (https://ofn.gov.cz): Základní datové typy, Věc, Digitální objekty, Lidé a osoby, Adresy, Umístění, Časová
specifikace, Bezbariérovost, Vstupné, Kontakty, Aktuality, Události (all 2020-07-01), Úřední desky 2021-07-20. Each
schema has the norm's own identifier, so the original file takes its place where there is one (tests/real/test_ofn.py).

`strict` refuses attributes no norm knows (a norm lets anybody add some: its examples do, our exports never).
"""

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime, time
from functools import cache
from typing import Any
from urllib.parse import urlsplit

from jsonschema import Draft201909Validator, FormatChecker
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT201909

Schema = dict[str, Any]

BASE = "https://ofn.gov.cz"
RUIAN = r"^https://linked\.cuzk\.cz/resource/ruian/{}/[0-9]+$"
CODES = "^https://data\\.mvcr\\.gov\\.cz/zdroj/číselníky/{}/položky/.+$"
EUROPE = r"^http://publications\.europa\.eu/resource/authority/{}/.+$"
GEOJSON = "https://raw.githubusercontent.com/ropensci/geojsonlint/master/inst/schema/geojson.json"

STRING: Schema = {"type": "string", "minLength": 1}
IRI: Schema = {"type": "string", "format": "iri"}
TRUTH: Schema = {"type": "boolean"}
NUMBER: Schema = {"type": "integer"}


def at(norm: str, name: str, version: str = "2020-07-01") -> str:
    return f"{BASE}/{norm}/{version}/schémata/{name}.json"


def ref(norm: str, name: str) -> Schema:
    return {"$ref": at(norm, name)}


def listed(item: Schema) -> Schema:
    return {"type": "array", "items": item}


def iri(pattern: str) -> Schema:
    return {**IRI, "pattern": pattern}


def typ(*names: str) -> Schema:
    """One name as a text, or a list of names in which all of them are."""
    among: Schema = {"type": "array", "items": STRING, "allOf": [{"contains": {"const": name}} for name in names]}
    return {"anyOf": [{"const": names[0]}, among]} if len(names) == 1 else among


TEXT = ref("základní-datové-typy", "text")
MOMENT = ref("základní-datové-typy", "časový-okamžik")
AMOUNT = ref("základní-datové-typy", "množství")
WHO = ref("lidé-a-osoby", "člověk-či-osoba")
PLACE = ref("umístění", "umístění")
TIMES = ref("časová-specifikace", "seznam-časových-specifikací")
FILES = ref("digitální-objekty", "digitální-objekty")
THING: Schema = {
    "@context": IRI,
    "iri": IRI,
    **dict.fromkeys(("název", "popis"), TEXT),
    **dict.fromkeys(("vytvořeno", "aktualizováno", "relevantní_do", "zneplatněno"), MOMENT),
    "příloha": FILES,
}
FILE: Schema = {
    "url": IRI,
    "typ_média": iri(r"^http://www\.iana\.org/assignments/media-types/.+$"),
    **dict.fromkeys(("poskytovatel", "kurátor", "vykonavatel_autorské_dílo", "pořizovatel_databáze"), listed(WHO)),
    **dict.fromkeys(("autor_díla", "autor_originální_databáze"), listed(ref("lidé-a-osoby", "člověk"))),
    "podmínky_užití": {
        "type": "object",
        "required": ["typ"],
        "properties": {"typ": typ("Podmínky užití"), "obsahuje_osobní_údaje": TRUTH, "obsahuje_autorské_dílo": TRUTH},
    },
}


def a_class(names: str | tuple[str, ...], *, required: Iterable[str] = (), **attributes: Schema) -> Schema:
    """A class of a norm: what every thing may have, its own attributes, and its type, which it has to say."""
    own = typ(*((names,) if isinstance(names, str) else names))
    return {"type": "object", "required": ["typ", *required], "properties": {**THING, **attributes, "typ": own}}


def values(name: str, **attributes: Schema) -> Schema:
    """A compound value, which is no thing: all its attributes are required."""
    properties = {"typ": typ(name), **attributes}
    return {"type": "object", "required": [*properties], "properties": properties, "additionalProperties": False}


def barrier_free() -> Schema:
    degrees: tuple[str, ...] = ("přístupnost_děti_s_doprovodem", "přístupnost_senioři")
    degrees += ("tělesně_postižení_toaleta_přístupnost", "tělesně_postižení_objekt_přístupnost")
    facts: tuple[str, ...] = (
        "mapování_dle_metodiky",
        "objekt_vyhrazené_parkování",
        "vstup_hlavní_vchod",
        "vstup_hlavní_nájezd",
    )
    facts += ("vstup_hlavní_plošina", "vstup_hlavní_výtah", "vstup_vedlejší_vchod", "interiér_přístupnost")
    return a_class(
        "Bezbariérovost",
        okamžik_mapování=MOMENT,
        mapující_subjekt=listed(WHO),
        vstup_hlavní_schody=NUMBER,
        vstup_hlavní_šířka_dveří=AMOUNT,
        **dict.fromkeys(degrees, iri(CODES.format("stupně-přístupnosti"))),
        **dict.fromkeys(facts, TRUTH),
    )


def address() -> Schema:
    elements = {"adresní_místo": "adresni-misto", "obec": "obec", "část_obce": "cast-obce", "ulice": "ulice"}
    elements |= {"okres": "okres", "vúsc": "vusc", "katastrální_území": "katastralni-uzemi", "mop": "mop"}
    names = ("název_obce", "název_části_obce", "název_ulice", "název_okresu", "název_vúsc", "text")
    return a_class(
        "Adresa",
        číslo_domovní=NUMBER,
        číslo_orientační=NUMBER,
        psč={"type": "string", "pattern": "^[0-9]{5}$"},
        typ_čísla_domovního={"enum": ["č.p.", "č.ev."]},
        **{name: iri(RUIAN.format(element)) for name, element in elements.items()},
        **dict.fromkeys(names, TEXT),
    )


def time_specification() -> Schema:
    clock: Schema = {"type": "string", "format": "time"}
    return a_class(
        "Časová specifikace",
        počet_opakování=NUMBER,
        časový_okamžik=MOMENT,
        časový_interval=ref("základní-datové-typy", "časový-interval"),
        den_v_týdnu=listed(iri(CODES.format("dny-v-týdnu"))),
        jiná_časová_specifikace=listed(iri(CODES.format("jiná-časová-specifikace"))),
        časové_období=listed(iri(EUROPE.format("timeperiod"))),
        frekvence=listed(iri(EUROPE.format("frequency"))),
        časová_doba=listed({"oneOf": [values("Časová doba", čas=clock), values("Časová doba", od=clock, do=clock)]}),
        výjimka=TIMES,
        časová_platnost=TIMES,
    )


def event() -> Schema:
    return a_class(
        "Událost",
        dlouhý_popis=TEXT,
        registrace=TEXT,
        vhodné_pro_děti=TRUTH,
        vhodné_pro_zvířata=TRUTH,
        **dict.fromkeys(("pořadatel", "hlavní_sponzor", "sponzor", "mediální_partner", "záštita"), listed(WHO)),
        umístění=listed(PLACE),
        typ_události=listed(iri(CODES.format("typy-událostí"))),
        téma=listed(iri(CODES.format("témata-událostí"))),
        bezbariérovost=ref("bezbariérovost", "bezbariérovost"),
        doba_trvání=TIMES,
        vstupné=ref("vstupné", "více-vstupných"),
        kontakt=ref("kontakty", "kontakty"),
        dílčí_událost=ref("události", "události"),
        zaštiťující_událost=ref("události", "události"),
    )


def contact() -> Schema:
    phone = iri("^tel:[^ ]+$")
    return a_class(
        "Kontakt",
        druh=TEXT,
        email=iri("^mailto:[^ ]+@[^ ]+$"),
        telefon=phone,
        mobil=phone,
        idds=STRING,
        url=IRI,
        umístění=PLACE,
        **dict.fromkeys(("facebook", "twitter", "instagram"), STRING),
    )


def board() -> Schema:
    """Required is the least a board has to say to be of use, as the norm's overview lists it."""
    information = a_class(
        ("Digitální objekt", "Informace na úřední desce"),
        required=["iri", "url", "název", "vyvěšení", "relevantní_do"],
        **FILE,
        vyvěšení=MOMENT,
        schválení=MOMENT,
        **dict.fromkeys(("číslo_jednací", "spisová_značka", "revize"), STRING),
        subjekt=listed(WHO),
        umístění=listed(PLACE),
        dokument=FILES,
        agenda=listed(a_class("Agenda")),
    )
    context = f"{BASE}/úřední-desky/2021-07-20/kontexty/úřední-deska.jsonld"
    found = a_class(
        "Úřední deska",
        required=["@context", "iri", "stránka", "provozovatel", "informace"],
        stránka=IRI,
        provozovatel={"oneOf": [ref("lidé-a-osoby", "osoba"), ref("lidé-a-osoby", "ovm")]},
        umístění=PLACE,
        informace=listed(information),
    )
    found["properties"]["@context"] = {"const": context}
    return found


def basic() -> dict[str, Schema]:
    moment = [values("Časový okamžik", datum={"type": "string", "format": "date"})]
    moment.append(values("Časový okamžik", datum_a_čas={"type": "string", "format": "date-time"}))
    moment.append(values("Časový okamžik", nespecifikovaný=TRUTH))
    text: Schema = {"type": "object", "minProperties": 1, "additionalProperties": STRING}
    languages: Schema = {"anyOf": [{"required": ["cs"]}, {"required": ["en"]}]}
    amount = values("Množství", hodnota={"type": "number"}, jednotka=STRING)
    money = values("Částka", výše={"type": "number"}, měna=iri(EUROPE.format("currency")))
    kinds = "základní-datové-typy"
    return {
        at(kinds, "text"): {**text, **languages, "propertyNames": {"pattern": "^[a-z]{2,3}(-[A-Za-z]+)?$"}},
        at(kinds, "časový-okamžik"): {"oneOf": moment},
        at(kinds, "časový-interval"): values("Časový interval", začátek=MOMENT, konec=MOMENT),
        at(kinds, "množství"): amount,
        at("věc", "věc"): {"type": "object", "properties": THING},
        at("vstupné", "více-vstupných"): listed(a_class("Vstupné", podmínka=TEXT, platnost=TIMES, cena=money)),
    }


def people() -> dict[str, Schema]:
    """A legal person has its IČO unless it is foreign; a human being a name."""
    own = a_class("Osoba", required=["ičo"], ičo={"type": "string", "pattern": "^[0-9]{8}$"})
    state = iri(EUROPE.format("country"))
    foreign = a_class("Zahraniční osoba", required=["název", "stát_registrace"], stát_registrace=state)
    names = dict.fromkeys(("jméno", "příjmení", "tituly_před", "tituly_za", "text"), TEXT)
    human, body = ref("lidé-a-osoby", "člověk"), ref("lidé-a-osoby", "osoba")
    return {
        at("lidé-a-osoby", "osoba"): {"oneOf": [own, foreign]},
        at("lidé-a-osoby", "ovm"): a_class("OVM", required=["iri"]),
        at("lidé-a-osoby", "člověk"): a_class("Člověk", required=["jméno", "příjmení"], **names),
        at("lidé-a-osoby", "člověk-či-osoba"): {"oneOf": [human, body]},
    }


def place() -> Schema:
    words = dict.fromkeys(("budova", "patro", "místnost", "zahraniční_adresa_text"), TEXT)
    found = a_class("Umístění", adresa=ref("adresy", "adresa"), geometrie={"$ref": GEOJSON}, **words)
    said: Schema = {"anyOf": [{"required": [name]} for name in ("iri", "geometrie", "název", "adresa")]}
    return {**found, **said}


def point() -> Schema:
    """Of geometries the exports have points only: longitude first, within the world."""
    sides = [{"type": "number", "minimum": -limit, "maximum": limit} for limit in (180, 90)]
    ends: Schema = {"type": "array", "minItems": 2, "maxItems": 3, "items": sides}
    return {
        "type": "object",
        "required": ["type", "coordinates"],
        "properties": {"type": {"const": "Point"}, "coordinates": ends, "crs": {"type": "object"}},
    }


def schemas(*, strict: bool = False) -> dict[str, Schema]:
    """Every schema by its identifier."""
    news = a_class(
        "Aktualita",
        informuje_o=IRI,
        geografické_území=listed(PLACE),
        téma=listed(iri(CODES.format("témata-událostí"))),
        oznamovatel=WHO,
    )
    found = {
        **basic(),
        **people(),
        at("digitální-objekty", "digitální-objekt"): a_class("Digitální objekt", **FILE),
        at("digitální-objekty", "digitální-objekty"): listed(ref("digitální-objekty", "digitální-objekt")),
        at("adresy", "adresa"): address(),
        at("umístění", "umístění"): place(),
        at("časová-specifikace", "časová-specifikace"): time_specification(),
        TIMES["$ref"]: listed(ref("časová-specifikace", "časová-specifikace")),
        at("bezbariérovost", "bezbariérovost"): barrier_free(),
        at("kontakty", "kontakt"): contact(),
        at("kontakty", "kontakty"): listed(ref("kontakty", "kontakt")),
        at("události", "událost"): event(),
        at("události", "události"): listed(ref("události", "událost")),
        at("aktuality", "aktualita"): news,
        at("aktuality", "aktuality"): listed(ref("aktuality", "aktualita")),
        at("úřední-desky", "úřední-deska", "2021-07-20"): board(),
        GEOJSON: point(),
    }
    return {name: _closed(schema) for name, schema in found.items()} if strict else found


def _closed(schema: Any) -> Any:
    """The schema with no attribute allowed that it doesn't name."""
    if isinstance(schema, list):
        return [_closed(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    closed = {name: _closed(value) for name, value in schema.items()}
    if schema.get("type") == "object" and isinstance(schema.get("properties"), dict):
        closed.setdefault("additionalProperties", False)
    return closed


# --- What a text of a format looks like: the norms say it of the types of XML Schema ----------------
formats = FormatChecker(formats=())


@formats.checks("iri")
def is_iri(value: object) -> bool:
    """An absolute IRI (RFC 3987) without characters that have to be escaped; on the web with a host."""
    if not isinstance(value, str):
        return True
    if re.search(r'[\x00-\x20\x7f<>"{}|\\^`]|%(?![0-9A-Fa-f]{2})', value) or ":" not in value:
        return False
    parts = urlsplit(value)
    return bool(
        parts.scheme and (parts.hostname or parts.scheme not in ("http", "https")) and (parts.netloc or parts.path)
    )


@formats.checks("date", raises=ValueError)
def is_date(value: object) -> bool:
    return not isinstance(value, str) or (bool(date.fromisoformat(value)) and len(value) == len("2026-11-23"))


@formats.checks("date-time", raises=ValueError)
def is_moment(value: object) -> bool:
    """With seconds and with the offset of its time zone."""
    if not isinstance(value, str):
        return True
    return value[10:11] == "T" and len(value) >= 20 and datetime.fromisoformat(value).tzinfo is not None


@formats.checks("time", raises=ValueError)
def is_time(value: object) -> bool:
    if isinstance(value, str):
        time.fromisoformat(value)
    return not isinstance(value, str) or len(value) >= len("08:00:00")


def validator(
    norm: str,
    name: str,
    version: str = "2020-07-01",
    *,
    strict: bool = False,
    originals: Mapping[str, Schema] | None = None,
) -> Draft201909Validator:
    """What validates a document of a norm; `originals` take the places of ours."""
    known = {**schemas(strict=strict), **(originals or {})}
    resources = [
        (key, Resource.from_contents(schema, default_specification=DRAFT201909)) for key, schema in known.items()
    ]
    registry: Registry[Any] = Registry().with_resources(resources)
    return Draft201909Validator({"$ref": at(norm, name, version)}, registry=registry, format_checker=formats)


WHOLES = {
    "board": ("úřední-desky", "úřední-deska", "2021-07-20"),
    "events": ("události", "události"),
    "event": ("události", "událost"),
    "news": ("aktuality", "aktuality"),
    "piece": ("aktuality", "aktualita"),
    "contacts": ("kontakty", "kontakty"),
    "contact": ("kontakty", "kontakt"),
}
"""What stands at the addresses of the exports."""


def problems(whole: str, data: Any, *, strict: bool = True, originals: Mapping[str, Schema] | None = None) -> list[str]:
    """What is wrong with `data` as one of `WHOLES`; empty when it is valid."""
    check = validator(*WHOLES[whole], originals=originals) if originals else _ours(whole, strict)
    return [f"{error.json_path}: {error.message}" for error in check.iter_errors(data)]


@cache
def _ours(whole: str, strict: bool) -> Draft201909Validator:
    return validator(*WHOLES[whole], strict=strict)
