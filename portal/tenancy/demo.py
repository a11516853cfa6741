"""The demonstration: three real associations with roles instead of people, loaded any number of times.

The kernel loads the tenants themselves; each feature registers a step that loads its own data files
from ``<app>/demo/``.
"""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.db import transaction
from django.utils.dateparse import parse_date

from .models import Agenda, Association, Mandate, Membership, Municipality, StaffMember, Union
from .municipalities import STATUSES, write_municipalities
from .provisioning import provision_association, provision_union
from .roles import UNION_ROLES, Role

DATA = Path(__file__).parent / "demo"
PASSWORD = "demo"  # noqa: S105 - the demonstration's published password

Step = Callable[[Association], None]
UnionStep = Callable[[Union], None]
_steps: list[tuple[int, str, Step]] = []
_union_steps: list[tuple[int, str, UnionStep]] = []


def register_demo_step(name: str, order: int, step: Step) -> None:
    """Run `step(association)` for each demo association, smaller `order` first; it must be idempotent."""
    _steps.append((order, name, step))


def register_union_demo_step(name: str, order: int, step: UnionStep) -> None:
    """Run `step(union)` before the associations' steps; it must be idempotent."""
    _union_steps.append((order, name, step))


def read(name: str) -> Any:
    return json.loads((DATA / name).read_text(encoding="utf-8"))


def day(value: str | None) -> date | None:
    return parse_date(value) if value else None


@transaction.atomic
def load_demo(*, port: int, say: Callable[[str], object] = print) -> list[Association]:
    """Load the whole demonstration for a server on `port` and return its associations."""
    write_municipalities(
        Municipality(**{**row, "status": STATUSES[row["status"]]}) for row in read("municipalities.json")
    )
    data = read("associations.json")
    union_data = data["union"]
    union = provision_union(
        hostname=union_data["hostname"], port=port, name=union_data["name"], email=union_data["email"]
    )
    for role in UNION_ROLES:
        _user(str(role), Group.objects.get(name=str(role)), f"{role}@example.org")
    for _order, name, step in sorted(_union_steps, key=lambda entry: entry[:2]):
        step(union)
        say(f"  {union.name}: {name}")
    return [_load_association(entry, port, say) for entry in data["associations"]]


FIELDS = (
    "short_name", "legal_status", "brand_colour", "purpose", "seat_street", "seat_psc", "seat_town",
    "phone", "email", "data_box_id", "office_hours",
)  # fmt: skip
MORE_FIELDS = ("footer", "sender_name")
"""What only some of them have set."""


def _load_association(entry: dict[str, Any], port: int, say: Callable[[str], object]) -> Association:
    association = provision_association(
        ico=entry["ico"],
        name=entry["name"],
        slug=entry["slug"],
        hostname=entry["hostname"],
        port=port,
        **{field: entry[field] for field in (*FIELDS, *(name for name in MORE_FIELDS if name in entry))},
    )
    for member in entry["members"]:
        Membership.objects.get_or_create(
            association=association,
            municipality_id=member["code"],
            defaults={"joined_on": date.fromisoformat(member["joined_on"])},
        )
    for mandate in entry["mandates"]:
        Mandate.objects.update_or_create(
            municipality_id=mandate["municipality"],
            valid_from=date.fromisoformat(mandate["valid_from"]),
            defaults={
                "person_name": mandate["person_name"],
                "position": _position(mandate["position"]),
                "email": mandate["email"],
                "valid_until": day(mandate["valid_until"]),
            },
        )
    _load_people(association, entry)
    for _order, name, step in sorted(_steps, key=lambda step: step[:2]):
        step(association)
        say(f"  {association.short_name}: {name}")
    return association


def _position(title: str) -> Mandate.Position:
    deputy = title.startswith("místostarost")
    return Mandate.Position.DEPUTY if deputy else Mandate.Position.MAYOR


def _load_people(association: Association, entry: dict[str, Any]) -> None:
    site = association.site
    agendas = {
        row["key"]: Agenda.objects.update_or_create(
            site=site,
            title=row["title"],
            defaults={"description": row["description"], "order": row["order"], "title_en": row.get("title_en", "")},
        )[0]
        for row in entry["agendas"]
    }
    groups = {Role.MANAGER: association.manager_group, Role.EDITOR: association.editor_group}
    users = {role: _user(group.name, group, f"{group.name}@example.org") for role, group in groups.items()}
    taken: set[str] = set()
    for row in entry["staff"]:
        role = Role(row["role"])
        account = None if role in taken else users[role]
        taken.add(role)
        person, _made = StaffMember.objects.update_or_create(
            site=site,
            email=row["email"],
            defaults={
                "name": row["name"],
                "position": row["position"],
                "phone": row["phone"],
                "office_hours": row["office_hours"],
                "order": row["order"],
                "user": account,
            },
        )
        person.agendas.set([agendas[key] for key in row["agendas"]])


def _user(username: str, group: Group, email: str) -> Any:
    """The demo's account of a role; its password is reset to the published one at each load."""
    user, _made = get_user_model().objects.get_or_create(username=username, defaults={"email": email})
    user.set_password(PASSWORD)
    user.save()
    user.groups.set([group])
    return user
