"""Reads of the tenancy, named after what is asked."""

from datetime import date
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Q
from django.utils import timezone
from wagtail.models import Site
from wagtail.permissions import policy_registry

from portal.core.prepared import Given

if TYPE_CHECKING:
    from .models import Association

ANY_ACTION = ("add", "change", "delete", "view")


class SiteOwnedQuerySet(models.QuerySet[Any]):
    """Rows that belong to one association's site."""

    def for_site(self, site: Site | int | Given) -> Self:
        return self.filter(site=site)

    def for_association(self, association: "Association") -> Self:
        return self.filter(site_id=association.site_id)

    def for_user(self, user: Any, *actions: str) -> Self:
        """Rows on which `user` may do any of `actions` (anything at all by default)."""
        rows: Self = policy_registry.get_by_type(self.model).within(user, actions or ANY_ACTION, self.all())
        return rows


class AssociationQuerySet(models.QuerySet["Association"]):
    def for_site(self, site: Site | None) -> "Association | None":
        """The association whose site this is; None for the Union's site."""
        return None if site is None else self.filter(site=site).select_related("site", "emblem").first()

    def in_czech_order(self) -> Self:
        return self.order_by("sort_key")

    def opened(self) -> Self:
        """Those whose site is open to the public: the only ones the public learns of."""
        return self.filter(opened_at__isnull=False)


class MunicipalityQuerySet(models.QuerySet[Any]):
    def members_of(self, association: "Association | Given", on: date | Given | None = None) -> Self:
        """Members of `association` on the day `on` (today in Prague by default), in Czech order."""
        day = on or timezone.localdate()
        return self.filter(
            Q(memberships__left_on__isnull=True) | Q(memberships__left_on__gt=day),
            memberships__association=association,
            memberships__joined_on__lte=day,
        ).order_by("sort_key")


class DatedQuerySet(models.QuerySet[Any]):
    """Rows that hold from a day until a day (the last one not included)."""

    start_field = "valid_from"
    end_field = "valid_until"

    def valid_on(self, day: date | Given | None = None) -> Self:
        """Rows that hold on `day` (today in Prague by default)."""
        on = day or timezone.localdate()
        return self.filter(
            Q(**{f"{self.end_field}__isnull": True}) | Q(**{f"{self.end_field}__gt": on}),
            **{f"{self.start_field}__lte": on},
        )


class MembershipQuerySet(DatedQuerySet):
    start_field = "joined_on"
    end_field = "left_on"


class MandateQuerySet(DatedQuerySet):
    pass
