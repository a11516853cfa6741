"""All of the content: `fill` puts it into an empty, migrated database."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from bench.content import services
from bench.content.copies import Copier
from bench.content.first import make_first, make_union
from bench.content.words import NORMAL, Size, codes_of, slug_of


def fill(size: Size = NORMAL, *, with_services: bool = True) -> list[Any]:
    """Fill a migrated, empty database; prints how long each step took. Returns the associations.

    The search index of services is written by `services.index`, that of pages by `index_pages`.
    """
    from portal.core import row_rules

    with timed(f"{size.associations} associations with pages, issues, meetings, people"):
        make_union()
        first = make_first(size)
        _forget_letters()
        from django.db import connection, transaction

        with transaction.atomic():
            # The rules ask at each row what is there only once all are.
            row_rules.lift(connection)
            _copy(first, size)
        row_rules.install_after_migrate(using="default")
    made = associations()
    if with_services:
        with timed(f"{size.all_services} services"):
            photos = photos_of(first)
            for n, association in enumerate(made):
                count = size.municipalities * size.services
                codes = codes_of(n, size.municipalities)
                services.add_services(association.site, count, codes=codes, seed=n, photos=photos)
    return made


def associations() -> list[Any]:
    """The associations in the order of their numbers."""
    from portal.tenancy.models import Association

    found = {one.slug: one for one in Association.objects.select_related("site", "root_page")}
    return [found[slug_of(n)] for n in range(len(found))]


def photos_of(association: Any) -> tuple[int, ...]:
    """Keys of the association's pictures."""
    from portal.core.models import PortalImage

    return tuple(
        PortalImage.objects.filter(collection=association.collection).order_by("pk").values_list("pk", flat=True)
    )


def index_pages() -> None:
    """Write the search index of Wagtail over all pages."""
    from django.core.management import call_command

    call_command("update_index", verbosity=0, chunk_size=1000)


def problems() -> dict[str, Any]:
    """What is wrong with the trees of pages and collections: nothing, if all went well."""
    from wagtail.models import Collection, Page

    found = {model.__name__: model.find_problems() for model in (Page, Collection)}
    return {name: kinds for name, kinds in found.items() if any(kinds)}


def _forget_letters() -> None:
    """What making the first association would have sent: nobody waits for it."""
    from django_tasks_db.models import DBTaskResult

    from portal.jobs.models import OutboxMessage

    OutboxMessage.objects.all().delete()
    DBTaskResult.objects.all().delete()


@contextmanager
def timed(what: str) -> Iterator[None]:
    """Print how long the block took."""
    start = time.monotonic()
    yield
    print(f"  {what}: {time.monotonic() - start:.0f} s", flush=True)


def _copy(first: Any, size: Size) -> None:
    from django.core.management.color import no_style
    from django.db import connection
    from wagtail.models import Collection, Page

    copier = Copier(first)
    tree, collections = Page.objects.get(depth=1), Collection.get_first_root_node()
    steps, shelves = _free(Page, tree), _free(Collection, collections)
    for n in range(1, size.associations):
        codes = services.add_municipalities(n, size.municipalities)
        places = dict(zip(codes_of(0, size.municipalities), codes, strict=True))
        page_paths = [next(steps) for _ in copier.roots]
        copier.copy(n, page_paths=page_paths, collection_path=next(shelves), places=places)
    copier.write()
    for model, node in ((Page, tree), (Collection, collections)):
        model._base_manager.filter(pk=node.pk).update(numchild=model._base_manager.filter(depth=2).count())
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), list(copier.rows)):
            cursor.execute(statement)


def _free(model: Any, root: Any) -> Iterator[str]:
    """Free paths below the root of a tree."""
    last = model._base_manager.filter(depth=2).order_by("-path").values_list("path", flat=True).first()
    step = model._str2int(last[model.steplen :]) if last else 0
    while True:
        step += 1
        yield model._get_path(root.path, 2, step)
