"""What the tests of an issue's three forms share."""

from typing import Any

from django.core.files.storage import storages
from wagtail_factories import ImageFactory

from newsletters.editions import stored
from newsletters.models import NewsletterIssuePage
from portal.tenancy.models import Association, StaffMember
from services_directory.models import Service
from tests.meetings.factories import make_meeting
from tests.newsletters.factories import article, long_text, make_issue
from tests.services_directory.factories import make_service

HOST = {"host": "horni.localhost"}


def rich_issue(association: Association, number: int = 1, *, live: bool = True) -> NewsletterIssuePage:
    """An issue with something of everything, published unless `live` is false."""
    if not Service.objects.for_association(association).exists():
        person = StaffMember.objects.create(
            site=association.site,
            name="Jana Nováková",
            position="manažerka",
            phone="+420491000101",
            email="m@example.org",
        )
        person.agendas.create(site=association.site, title="Dotace")
        make_service(association, name="Základní škola", kind="primary_school")
        make_meeting(association, "snem", title="Sněm starostů")
    picture = ImageFactory(title="most", description="Nový most přes potok")
    news = {"title": "Nový most", "place": "Lhota", "text": "<p>Stojí.</p>", "image": picture.pk, "credit": "J. Fotil"}
    deadline = {"date": "2099-05-06", "title": "Dotace na hřiště"}
    blocks = [
        article("Co je nového", '<h3>Cesty</h3><p>Více na <a href="https://www.example.org/cesty">webu kraje</a>.</p>'),
        article("Z obcí", long_text()),
        {"type": "news", "value": {"heading": "Krátce", "items": [news]}},
        {
            "type": "deadlines",
            "value": {"heading": "Termíny", "items": [deadline]},
        },
        *(
            {"type": kind, "value": {"heading": f"Část {kind}", "introduction": ""}}
            for kind in ("people", "services", "meetings")
        ),
        {"type": "closing", "value": "<p>Pište nám.</p>"},
    ]
    return make_issue(association, number, live=live, blocks=blocks, lead="Úvodní slova.")


def automatic(kind: str) -> dict[str, Any]:
    return {"type": kind, "value": {"heading": f"Část {kind}", "introduction": ""}}


WORDS = (
    "Úvodní slova.", "Cesty", "Více na", "Nový most", "J. Fotil", "Dotace na hřiště", "Jana Nováková", "491 000 101",
    "m@example.org", "Dotace", "Základní škola", "Sněm starostů", "Pište nám.",
)  # fmt: skip
"""Something out of every part."""


def empty_the_shelf() -> None:
    """Throw away every PDF that is kept."""
    storage: Any = storages["private"]
    if storage.exists(stored.FOLDER):
        for name in storage.listdir(stored.FOLDER)[1]:
            storage.delete(f"{stored.FOLDER}/{name}")
