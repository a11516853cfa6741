"""Tenants for tests, made as the product makes them: by `provision_association()`."""

from typing import Any

import factory
from django.contrib.auth import get_user_model

from portal.tenancy.models import Association, Municipality, Union
from portal.tenancy.provisioning import provision_association, provision_union
from portal.tenancy.roles import Role

CHECKED_ICO = ("00000019", "00000027", "00000035", "00000043", "00000051")


class MunicipalityFactory(factory.django.DjangoModelFactory[Municipality]):
    class Meta:
        model = Municipality
        django_get_or_create = ("code",)

    code = factory.Sequence(lambda n: f"{900000 + n:06d}")
    name = factory.Sequence(lambda n: f"Lhota {n}")
    district_name = "Náchod"
    region_name = "Královéhradecký kraj"
    population = 500
    psc = "54901"
    latitude = 50.4
    longitude = 16.1


def make_union(**details: Any) -> Union:
    """The Union with its site at ``localhost``."""
    return provision_union(**{"hostname": "localhost", "name": "Svaz měst a obcí", **details})


def make_association(slug: str = "horni", **details: Any) -> Association:
    """A provisioned association with two members, at ``<slug>.localhost``."""
    taken = Association.objects.count()
    members = details.pop("members", None)
    if members is None:
        members = [MunicipalityFactory().code, MunicipalityFactory().code]
    return provision_association(
        **{
            "ico": CHECKED_ICO[taken],
            "name": f"Svazek obcí {slug.title()}",
            "slug": slug,
            "hostname": f"{slug}.localhost",
            "members": members,
            **details,
        }
    )


def make_user(role: Role, association: Association | None = None, username: str | None = None) -> Any:
    """A user of `role`: in the association's group, or in the Union's for the Union's roles."""
    from django.contrib.auth.models import Group

    name = username or (f"{association.slug}-{role}" if association else str(role))
    user = get_user_model().objects.create_user(name, f"{name}@example.org", "heslo-pro-testy")
    if association is None:
        user.groups.add(Group.objects.get(name=str(role)))
    else:
        user.groups.add(association.manager_group if role is Role.MANAGER else association.editor_group)
    return user
