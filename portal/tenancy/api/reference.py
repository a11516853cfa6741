"""The API's reference for people: a plain page of the site, made from the same description as for programs."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from .application import open_data_api
from .middleware import ROOT
from .scope import licence


@dataclass(frozen=True)
class Parameter:
    name: str
    description: str


@dataclass(frozen=True)
class Operation:
    """An address of the API; `example` leads to its answer on this site, if it needs nothing filled in."""

    path: str
    summary: str
    parameters: tuple[Parameter, ...]
    example: str

    @property
    def is_file(self) -> bool:
        """Whether it gives all there is in one file."""
        return "." in self.path


@dataclass(frozen=True)
class Group:
    title: str
    operations: list[Operation]


def groups() -> list[Group]:
    """The API's addresses by subject, in the active language."""
    found: dict[str, list[Operation]] = {}
    for path, methods in open_data_api().get_openapi_schema()["paths"].items():
        details = methods["get"]
        found.setdefault(details["tags"][0], []).append(_operation(path, details))
    return [Group(gettext(tag), operations) for tag, operations in found.items()]


def _operation(path: str, details: dict[str, Any]) -> Operation:
    asked = [
        Parameter(each["name"], gettext(text) if (text := each["schema"].get("description", "")) else "")
        for each in details["parameters"]
        if each["in"] == "query"
    ]
    return Operation(path, gettext(details["summary"]), tuple(asked), "" if "{" in path else path)


@require_safe
def reference(request: HttpRequest) -> HttpResponse:
    """What open data there are on this site, how to read them and under what terms."""
    shown = groups()
    files = [each for group in shown for each in group.operations if each.is_file]
    context = {"groups": shown, "files": files, "licence": licence(), "root": request.build_absolute_uri(ROOT)}
    return render(request, "tenancy/api_reference.html", context)
