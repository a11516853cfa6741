"""To which association lines of the log belong: by what they are about, not by who did it.

Somebody may work for two associations; the managers of one must not read what was done at the other.
"""

from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType
from django.db.models import CharField, Q, QuerySet
from django.db.models.functions import Cast
from wagtail.models import ModelLogEntry, Page, PageLogEntry

from ..boundary import tenant_models
from ..models import Association, SiteOwned


def lines_of(model: Any, association: Association) -> Q:
    """Which lines of one of Wagtail's logs are about `association`, its rows, pages and accounts."""
    of_site = Q(data__site=association.site_id)
    if model is PageLogEntry:
        trees = association.root_page.get_translations(inclusive=True).values_list("path", flat=True)
        within = Q(pk__in=[])
        for path in trees:
            within |= Q(path__startswith=path)
        return of_site | Q(page_id__in=Page.objects.filter(within).values("pk"))
    return of_site | _of_rows(association)


def _of_rows(association: Association) -> Q:
    User = get_user_model()
    kinds = ContentType.objects.get_for_models(*tenant_models(), Association, User)
    found = Q(content_type=kinds[Association], object_id=str(association.pk))
    accounts = User.objects.filter(groups__in=[association.manager_group_id, association.editor_group_id])
    found |= Q(content_type=kinds[User], object_id__in=_keys(accounts))
    for model in tenant_models():
        rows = model._base_manager.filter(site=association.site_id)
        found |= Q(content_type=kinds[model], object_id__in=_keys(rows))
    return found


def _keys(rows: QuerySet[Any]) -> QuerySet[Any]:
    return rows.order_by().values_list(Cast("pk", CharField()), flat=True)


def managed_by(user: Any) -> QuerySet[Association]:
    """The associations of which `user` is a manager."""
    return Association.objects.filter(manager_group__in=list(user.rights.groups.values()))


def remember_owner(sender: Any, instance: Any, **_signal: Any) -> None:
    """Before a line about something deleted is stored: whose it was can't be looked up afterwards."""
    if instance.pk or not instance.deleted or "site" in (instance.data or {}):
        return
    site_id = _owner_of_page(instance.page_id) if sender is PageLogEntry else _owner_of_row(instance)
    if site_id:
        instance.data = {**(instance.data or {}), "site": site_id}


def _owner_of_row(line: ModelLogEntry) -> int | None:
    model = line.content_type.model_class() if line.content_type_id else None
    if model is None or not issubclass(model, SiteOwned):
        return None
    return model._base_manager.filter(pk=line.object_id).values_list("site", flat=True).first()


def _owner_of_page(page_id: int) -> int | None:
    path = Page.objects.filter(pk=page_id).values_list("path", flat=True).first()
    if path is None:
        return None
    # The home pages of all languages stand right below the root of the tree.
    top = Page.objects.filter(path=path[: 2 * Page.steplen]).values_list("translation_key", flat=True)
    return Association.objects.filter(root_page__translation_key__in=top).values_list("site", flat=True).first()
