"""The member municipalities with a map (decision 11: the list is complete without it)."""

from typing import Any

from django.db.models import Prefetch
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from portal.core.maps import MapPoint, PointMap
from portal.core.models import BasePage
from portal.tenancy.context import current_association
from portal.tenancy.models import Mandate, Municipality


class MunicipalitiesPage(BasePage):
    """Today's members in Czech order, each with who represents it."""

    parent_page_types = ["home.AssociationHomePage"]
    subpage_types: list[str] = []
    max_count_per_parent = 1

    class Meta:
        verbose_name = _("page of member municipalities")
        verbose_name_plural = _("pages of member municipalities")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        association = current_association(request)
        if association is None:
            return context
        in_office = Mandate.objects.valid_on().order_by("-valid_from")
        members = list(
            Municipality.objects.members_of(association).prefetch_related(
                Prefetch("mandates", queryset=in_office, to_attr="current_mandates")
            )
        )
        context["members"] = members
        context["population"] = sum(member.population or 0 for member in members)
        context["map"] = PointMap(
            MapPoint(member.latitude, member.longitude, member.name, f"#obec-{member.pk}")
            for member in members
            if member.latitude is not None and member.longitude is not None
        )
        return context
