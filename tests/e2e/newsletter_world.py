"""The association and the people of the newsletter's story, at the beginning of 2017."""

from datetime import date
from typing import Any

from portal.programme.models import Programme
from portal.tenancy.models import Agenda, LiaisonExpert, StaffMember
from portal.tenancy.roles import Role
from tests.newsletters.factories import make_issue
from tests.tenancy.factories import make_association, make_union, make_user

CENTRE, EXPERT = "centrum@example.org", "expertka@example.org"
TEXT = (
    "<p>Obce mikroregionu letos společně opraví tři mosty a rozšíří svoz bioodpadu. Starostové se na lednovém setkání "
    "shodli, že o zakázkách na opravy rozhodnou společně, protože tak ušetří. Centrum společných služeb připravilo "
    "podklady, ve kterých si každá obec najde, co ji čeká a kdo za to odpovídá.</p>"
) * 7


def make_world(port: int) -> dict[str, Any]:
    """Provision everything; the last issue is out, the manager of the centre begins with the next one."""
    make_union(port=port)
    association = make_association("horni", port=port, email=CENTRE)
    manager = make_user(Role.MANAGER, association)
    make_user(Role.UNION_REVIEWER)
    association.liaison_expert = LiaisonExpert.objects.create(name="Eva Svazová", email=EXPERT)
    association.save()
    _people(association.site)
    _last_issue(association, manager)
    return {"manager": manager.get_username(), "password": "heslo-pro-testy"}


def _people(site: Any) -> None:
    agenda = Agenda.objects.create(site=site, title="Dotace obcím")
    person = StaffMember.objects.create(site=site, name="Jana Horní", position="manažerka", phone="+420777000111")
    person.agendas.add(agenda)


def _last_issue(association: Any, manager: Any) -> None:
    """Issue 1 of the programme's calendar, published in November 2016 with the Union's consent."""
    blocks = [
        {"type": "article", "value": {"heading": "Kdo jsme", "text": TEXT}},
        {"type": "people", "value": {"heading": "Na koho se obrátit", "introduction": ""}},
        {"type": "services", "value": {"heading": "Veřejné služby", "introduction": ""}},
    ]
    make_issue(
        association,
        1,
        2016,
        blocks=blocks,
        lead="Představujeme lidi z centra.",
        owner=manager,
        programme=Programme.objects.get(code="css_2016_2019"),
        calendar_number=1,
        published_on=date(2016, 11, 24),
    )
