"""The guard of texts outside the catalogues finds them, and only them; so does that of further catalogues."""

import sys
from pathlib import Path

import polib
import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "scripts"))

import bare_texts  # noqa: E402
import messages  # noqa: E402


@pytest.mark.spec("I1")
@pytest.mark.parametrize(
    ("name", "markup"),
    [
        ("a.html", "<h1>Ahoj světe</h1>"),
        ("a.html", "<p>{{ name }} is here</p>"),
        ("a.html", '<img src="a.png" alt="A bridge">'),
        ("a.html", "<button aria-label='Zavřít'>{% icon 'close' %}</button>"),
        ("a.html", '<a href="/" data-x="a>b">Zpět</a>'),
        ("a.html", "{% if a %}<fieldset{% else %}<div{% endif %} class='b'>Kdo</fieldset>"),
        ("letter.txt", "Dobrý den,\n{{ text }}"),
        ("letter.mjml", "<mj-text>Dear reader</mj-text>"),
    ],
)
def test_a_text_written_into_a_template_is_found(name: str, markup: str) -> None:
    assert len(list(bare_texts.template_faults(name, markup))) == 1


@pytest.mark.spec("I1")
@pytest.mark.parametrize(
    "markup",
    [
        "<h1>{% translate 'Hello' %}</h1>{# a note #}{% comment %}a note{% endcomment %}",
        "{% blocktranslate trimmed count n=n %}{{ n }} day{% plural %}{{ n }} days{% endblocktranslate %}",
        "<a title=\"{% translate 'Hello' %}\" href='/sluzby/'>PDF</a> · {{ a|date:'j. n. Y' }}&nbsp;–",
        "<code>datum;nazev</code><script src='/a.js'></script> podatelna@example.org doklad/ <kbd>Ctrl+Enter</kbd>",
        '<meta name="viewport" content="width=device-width">',
    ],
)
def test_what_the_catalogue_holds_and_what_nobody_reads_passes(markup: str) -> None:
    assert list(bare_texts.template_faults("a.html", markup)) == []


@pytest.mark.spec("I1")
def test_words_in_scripts_are_found() -> None:
    said = "status.textContent = 'Saved at last';\nlabel.title = \"zavřít\"; // Not this one\nlet a = `Chybí ${n}`;\n"
    assert [line for line, _what in bare_texts.script_faults(said)] == [1, 2, 3]
    assert list(bare_texts.script_faults("el.dataset.label; on('keydown.Enter'); throw new Error('no-map')")) == []


@pytest.mark.spec("I1")
@pytest.mark.parametrize(
    ("line", "number"),
    [
        ('x = CharField(label="Your name")', 1),
        ('raise ValidationError("Wrong number")', 1),
        ('messages.success(request, f"Saved {name}")', 1),
        ('self.add_error("email", "Write an address")', 1),
        ('enqueue(subject="Nový podnět", to=to)', 1),
        ('x = CharField(label=_("Your name"))', 0),
        ('logger.error("It failed")', 0),
        ('self.add_error("email", _("Write an address"))', 0),
        ('x = Column(label="id")', 0),
    ],
)
def test_plain_strings_that_people_read_are_found_in_modules(line: str, number: int) -> None:
    assert len(list(bare_texts.module_faults(line))) == number


def catalogue(*entries: polib.POEntry) -> polib.POFile:
    made = polib.POFile()
    made.metadata = {"Plural-Forms": "nplurals=2; plural=n != 1;"}
    made.extend(entries)
    return made


@pytest.mark.spec("I1")
def test_a_further_catalogue_has_to_be_whole() -> None:
    one, many = polib.POEntry(msgid="Day"), polib.POEntry(msgid="%(n)s day", msgid_plural="%(n)s days")
    said = polib.POEntry(msgid="Day", msgstr="Tag")
    both = polib.POEntry(msgid="%(n)s day", msgid_plural="%(n)s days", msgstr_plural={0: "%(n)s Tag", 1: "%(n)s Tage"})
    half = polib.POEntry(msgid="%(n)s day", msgid_plural="%(n)s days", msgstr_plural={0: "%(n)s Tag", 1: ""})
    fresh = catalogue(one, many)
    assert list(messages.faults_of_further(catalogue(said, both), fresh)) == []
    assert len(list(messages.faults_of_further(catalogue(said), fresh))) == 1
    assert len(list(messages.faults_of_further(catalogue(said, half), fresh))) == 1
    vague = polib.POEntry(msgid="Day", msgstr="Tag", flags=["fuzzy"])
    assert len(list(messages.faults_of_further(catalogue(vague, both), fresh))) == 1


@pytest.mark.spec("I1")
def test_no_script_of_the_admin_speaks_english() -> None:
    """Wagtail's and wagtail-localize's own, in the browser."""
    import wagtail_catalogue

    assert wagtail_catalogue.untranslated() == []
    assert "djangojs" in wagtail_catalogue.DOMAINS
