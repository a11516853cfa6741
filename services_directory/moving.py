"""Moving a service to another association: a municipality changed its association, or a school its founder."""

from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.images import get_image_model
from wagtail.log_actions import log

from portal.tenancy import versions
from portal.tenancy.boundary import is_union_user
from portal.tenancy.models import Association, Municipality

from .mistakes.following import follow_service
from .models import FormerAddress, Proposal, ProviderAsk, Service
from .presence import follow
from .search.index import index_service
from .verification.dates import months_by_site, verify_by

MOVING_ALONG: tuple[Any, ...] = (ProviderAsk, Proposal)
"""What a provider was asked and answered."""


@dataclass
class Move:
    """What moving a service to another association would do; `refusals` name the fields that stand in its way."""

    refusals: dict[str, str] = field(default_factory=dict)
    served_elsewhere: list[Municipality] = field(default_factory=list)
    predecessors: list[Service] = field(default_factory=list)


def plan_move(service: Service, association: Association) -> Move:
    """What moving `service` to `association` would do, without doing it."""
    move = Move()
    members = set(Municipality.objects.members_of(association).values_list("pk", flat=True))
    if service.site_id == association.site_id:
        move.refusals["association"] = _("The service belongs to this association already.")
    elif service.municipality_id not in members:
        move.refusals["municipality"] = _("%(municipality)s is no member of %(association)s.") % {
            "municipality": service.municipality.name,
            "association": association.name,
        }
    twins = Service.objects.for_association(association).filter(source_id=service.source_id)
    if service.source_id and twins.exists():
        move.refusals["source_id"] = _("The association already has this service from the same source.")
    move.served_elsewhere = [place for place in service.served.all() if place.pk not in members]
    move.predecessors = list(service.predecessors.exclude(site_id=association.site_id))
    return move


@transaction.atomic
def move_service(*, service: Service, association: Association, user: Any) -> None:
    """Move `service` with its contacts, parts, drafts and history to `association`; `uid` stays.

    It gets a free address there; the old ones lead on to it. Its photograph is copied into the association's files.
    Links between it and services left behind end. Municipalities it serves stay, wherever they are members. What its
    provider proposed and what people reported goes along; the log of verifications stays where they were made.
    Raises PermissionDenied for anybody but the Union, ValidationError when `plan_move` refuses.
    """
    if not is_union_user(user):
        raise PermissionDenied
    move = plan_move(service, association)
    if move.refusals:
        raise ValidationError(list(move.refusals.values()))
    old_site, old_slug = service.site_id, service.slug
    site = association.site
    photo = _photo_for(service, association)
    target = Service.objects.get(pk=service.pk)
    target.site = site
    target.slug = Service.objects.free_slug(target)
    # An address the service once had there is its own again.
    FormerAddress.objects.filter(site=site, slug=target.slug, service=target).delete()
    if target.first_published_at is not None:
        FormerAddress.objects.update_or_create(site_id=old_site, slug=old_slug, defaults={"service": target})
    # Its keeper and its place in a plan are the association's that is left behind; what was verified stays verified.
    target.planned_for = None
    Service.objects.filter(pk=target.pk).update(
        site=site,
        slug=target.slug,
        photo=photo,
        successor=None,
        keeper=None,
        planned_for=None,
        verify_by=verify_by(target, months_by_site([site.pk])[site.pk]),
        changed_at=timezone.now(),
    )
    Service.objects.filter(pk__in=[left.pk for left in move.predecessors]).update(
        successor=None, changed_at=timezone.now()
    )
    versions.touch(old_site, site.pk, *(left.site_id for left in move.predecessors), of=(Service,))
    for model in MOVING_ALONG:
        model.objects.filter(service=target).update(site=site)
    _move_drafts(target, photo)
    index_service(target.pk)
    follow([target.uid])
    service.refresh_from_db()
    follow_service(service)
    data = {"from": str(Association.objects.get(site=old_site)), "to": str(association)}
    log(service, "services_directory.move", user=user, data=data)


def _photo_for(service: Service, association: Association) -> Any:
    """The service's photograph among the files of `association`: a copy, so that neither depends on the other's."""
    if service.photo is None:
        return None
    image = service.photo
    with image.open_file() as opened:
        content = ContentFile(opened.read(), name=image.filename)
    copied = {name: getattr(image, name) for name in ("title", "description", "width", "height")}
    focus = {name: getattr(image, name) for name in FOCAL_POINT}
    return get_image_model().objects.create(file=content, collection=association.collection, **copied, **focus)


FOCAL_POINT = ("focal_point_x", "focal_point_y", "focal_point_width", "focal_point_height")


def _move_drafts(service: Service, photo: Any) -> None:
    """Older versions bring back neither links to the association left behind nor its files."""
    revisions: QuerySet[Any] = service.revisions.all()
    for revision in revisions:
        revision.content |= {
            "site": service.site_id,
            "slug": service.slug,
            "successor": None,
            "photo": photo.pk if photo and revision.content.get("photo") else None,
        }
        revision.save(update_fields=["content"])
