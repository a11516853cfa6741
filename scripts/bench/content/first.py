"""The first association, made wholly by the product's own code; `copies` makes the others of its rows."""

from __future__ import annotations

import io
import json
from datetime import timedelta
from typing import Any

from bench.content.services import add_municipalities
from bench.content.words import Size, hostname_of, ico_of, name_of, paragraph, slug_of

ISSUES, MEETINGS, PEOPLE, PHOTOS = 8, 8, 3, 6
AGENDAS = (
    "Veřejné zakázky", "Dotace a projekty", "Rozpočet a účetnictví", "Ochrana osobních údajů", "Sociální služby",
    "Pomoc občanům s úřady",
)  # fmt: skip
SINCE = timedelta(days=4 * 365)


def make_union() -> Any:
    """The Union above them all."""
    from portal.tenancy.provisioning import provision_union

    return provision_union(hostname="localhost", name="Svaz měst a obcí", email="svaz@example.org")


def make_first(size: Size) -> Any:
    """The association with everything but its services: people, texts, pictures, issues, meetings."""
    from django.utils import timezone

    from portal.tenancy.provisioning import provision_association

    codes = add_municipalities(0, size.municipalities)
    association = provision_association(
        ico=ico_of(0),
        name=name_of(0),
        short_name=name_of(0),
        slug=slug_of(0),
        hostname=hostname_of(0),
        members=codes,
        member_since=timezone.localdate() - SINCE,
        email="centrum@example.org",
        phone="+420491612605",
    )
    photos = add_photos(association)
    _add_people(association, photos)
    _add_mayors(codes)
    _write_texts(association)
    _add_issues(association)
    _add_meetings(association, codes)
    return association


def add_photos(association: Any) -> list[Any]:
    """Pictures as large as photographs of a phone are after editing, in the association's collection."""
    from django.core.files.images import ImageFile
    from PIL import Image, ImageFilter

    from portal.core.models import PortalImage

    made = []
    for n in range(PHOTOS):
        picture = Image.effect_noise((160, 107), 90 + n).resize((1600, 1067), Image.Resampling.BICUBIC)
        tinted = Image.merge("RGB", (picture, picture.rotate(180), picture.filter(ImageFilter.GaussianBlur(9))))
        content = io.BytesIO()
        tinted.save(content, "JPEG", quality=82)
        file = ImageFile(content, name=f"bench-{n}.jpg")
        title = f"Fotografie {n}"
        made.append(
            PortalImage.objects.create(title=title, description=title, file=file, collection=association.collection)
        )
    return made


def _add_people(association: Any, photos: list[Any]) -> None:
    from portal.tenancy.models import Agenda, StaffMember

    agendas = [Agenda.objects.create(site=association.site, title=title, order=n) for n, title in enumerate(AGENDAS)]
    for n in range(PEOPLE):
        person = StaffMember.objects.create(
            site=association.site,
            name=f"Jana Nováková {n}",
            position="specialistka centra",
            phone=f"+42049161260{n}",
            email=f"osoba{n}@example.org",
            office_hours="Po a St 8–17",
            photo=photos[n],
            order=n,
        )
        person.agendas.set(agendas[n::PEOPLE])


def _add_mayors(codes: list[str]) -> None:
    from django.utils import timezone

    from portal.tenancy.models import Mandate

    since = timezone.localdate() - SINCE
    for n, code in enumerate(codes):
        Mandate.objects.create(
            municipality_id=code, person_name=f"Karel Starosta {n}", email=f"starosta{n}@example.org", valid_from=since
        )


def _write_texts(association: Any) -> None:
    from home.models import StandardPage
    from portal.core.pages import publish_everywhere

    root = association.root_page.specific
    root.lead = "Veřejné služby, novinky a pomoc s úřady pro všechny obce svazku."
    root.welcome = paragraph(0, 4)
    root.for_municipalities = paragraph(3, 3)
    publish_everywhere(root)
    about = StandardPage.objects.child_of(root).earliest("path")
    about.lead = "Obce, které spojuje řeka, silnice do práce a chuť dělat věci společně."
    blocks = [{"type": "heading", "value": "Kdo jsme"}, {"type": "text", "value": paragraph(1) + paragraph(4)}]
    about.body = json.dumps(blocks, ensure_ascii=False)
    about.show_in_menus = True
    publish_everywhere(about)


def _add_issues(association: Any) -> None:
    from django.utils import timezone

    from tests.newsletters.factories import article, long_text, make_issue

    today = timezone.localdate()
    for n in range(ISSUES):
        day = today - timedelta(days=20 + 90 * (ISSUES - 1 - n))
        blocks = [
            article(f"Co je nového po {n}. čtvrtletí", paragraph(n) + paragraph(n + 3)),
            article("Z obcí", long_text()),
            article("Pozvánky", paragraph(n + 5)),
            {"type": "people", "value": {"heading": "Kdo vám pomůže", "introduction": ""}},
            {"type": "services", "value": {"heading": "Veřejné služby", "introduction": ""}},
        ]
        make_issue(association, n + 1, day.year, blocks=blocks, published_on=day, slug=f"zpravodaj-{n + 1}")


def _add_meetings(association: Any, codes: list[str]) -> None:
    from django.utils import timezone

    from tests.meetings.factories import make_meeting, point

    now = timezone.now().replace(minute=0, second=0, microsecond=0)
    for n in range(MEETINGS):
        starts_at = now + timedelta(days=50 + 100 * (n - MEETINGS + 2))
        points = [point("Zahájení"), point("Rozpočet na příští rok", paragraph(n, 2)), point("Různé")]
        make_meeting(
            association,
            f"setkani-{n}",
            title=f"Setkání starostů {n}",
            starts_at=starts_at,
            municipality_id=codes[n % len(codes)],
            address="Hlavní 1",
            programme=json.dumps(points, ensure_ascii=False),
            who_may_come=paragraph(n, 1),
            note=paragraph(n + 1, 1),
            outcome=paragraph(n, 2) if starts_at < now else "",
        )
