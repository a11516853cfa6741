"""What can be reported: the Union's categories as services, and what is asked with each."""

from django.utils.translation import gettext as _

from portal.tenancy.models import Association, Municipality

from ..enums import RequestKind
from ..models import RequestCategory
from .answers import Answer, Refused

MUNICIPALITY, KIND = "municipality", "kind"
"""Codes of the attributes of every service."""
NO_CATEGORY = "other"
"""Code under which requests without a category are published: the standard wants one."""


def service_list() -> Answer:
    """Everything that can be reported today, in the order of the code list."""
    rows = [
        {
            "service_code": category.code,
            "service_name": category.label,
            "description": _("What concerns “%(category)s” in our municipalities.") % {"category": category.label},
            "metadata": True,
            "type": "realtime",
            "keywords": ", ".join(_other_names(category)),
            "group": _("Citizens' requests"),
        }
        for category in RequestCategory.objects.current()
    ]
    return Answer("services", rows)


def _other_names(category: RequestCategory) -> list[str]:
    """How else the category is called: its name in the other languages."""
    names = {category.name, *category.translations.values()} - {category.label, ""}
    return sorted(name for name in names if isinstance(name, str))


def service_definition(association: Association, code: str) -> Answer:
    """What is asked with the service `code`: the municipality, and what kind of message it is."""
    category = current_service(code)
    attributes = [
        {
            "variable": True,
            "code": MUNICIPALITY,
            "datatype": "singlevaluelist",
            "required": True,
            "datatype_description": _("The code of a municipality."),
            "order": 1,
            "description": _("Municipality it is about"),
            "values": [
                {"key": code, "name": name}
                for code, name in Municipality.objects.members_of(association).values_list("code", "name").distinct()
            ],
        },
        {
            "variable": True,
            "code": KIND,
            "datatype": "singlevaluelist",
            "required": False,
            "datatype_description": _("A fault if nothing is chosen."),
            "order": 2,
            "description": _("What is it?"),
            "values": [{"key": kind.value, "name": str(kind.label)} for kind in RequestKind],
        },
    ]
    return Answer("service_definition", {"service_code": category.code, "attributes": attributes})


def current_service(code: str) -> RequestCategory:
    """The category that may be reported today under `code`. Raises Refused (404) for any other."""
    # Databases don't take the one character that no code has.
    found = (
        RequestCategory.objects.current().filter(code=code) if "\x00" not in code else RequestCategory.objects.none()
    )
    category: RequestCategory | None = found.first()
    if category is None:
        raise Refused(404, _("service_code: there is no such service here."))
    return category
