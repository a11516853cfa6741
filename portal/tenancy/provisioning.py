"""Making a tenant whole: one idempotent function for the command, the admin form and the tests.

The kernel knows no feature. A feature registers a step in ``AppConfig.ready()``; each step makes what
the feature needs (its index page in every language, a workflow …) and may run any number of times.
"""

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from django.conf import settings
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import override
from wagtail.models import Collection, Locale, Page, Site

from portal.core.pages import ensure_child, ensure_translation, languages_of_tree

from .models import Association, Membership, Municipality, Union
from .roles import UNION_ROLES, sync_association_roles, sync_union_role

RootBuilder = Callable[[Page, str, str], Page]
"""Given the tree's root, a slug and a title: the association's (or Union's) home page, not yet there."""
Step = Callable[[Any], object]

_root_builders: dict[str, RootBuilder] = {}
_steps: dict[str, list[tuple[int, str, Step]]] = {"association": [], "union": []}


def register_root_page(kind: str, builder: RootBuilder) -> None:
    """Say how the home page of an "association" or the "union" is made."""
    _root_builders[kind] = builder


def register_step(name: str, order: int, step: Step) -> None:
    """Run `step(association)` whenever an association is made or repaired, smaller `order` first."""
    _steps["association"].append((order, name, step))


def register_union_step(name: str, order: int, step: Step) -> None:
    """Run `step(union)` whenever the Union's site is made or repaired, smaller `order` first."""
    _steps["union"].append((order, name, step))


def site_locales() -> list[Locale]:
    """The languages of the installation, the default one first; missing ones are made."""
    codes = [code for code, _name in settings.LANGUAGES]
    for code in codes:
        Locale.objects.get_or_create(language_code=code)
    return sorted(Locale.objects.filter(language_code__in=codes), key=lambda locale: codes.index(locale.language_code))


def first_locales() -> list[Locale]:
    """The languages every site begins with (`SITE_LANGUAGES`), the default one first."""
    return [locale for locale in site_locales() if locale.language_code in settings.SITE_LANGUAGES]


def locales_of(page: Page) -> list[Locale]:
    """The languages of the installation that the site of `page` has, the default one first."""
    own = {locale.pk for locale in languages_of_tree(page)}
    default, *others = site_locales()
    return [default, *(locale for locale in others if locale.pk in own)]


def run_steps(tenant: Association | Union) -> None:
    """Let every feature make what it needs on the tenant's site; what is there stays as it is."""
    _run_steps("union" if isinstance(tenant, Union) else "association", tenant)


def ensure_in_every_language[P: Page](
    parent: Page, model: type[P], texts: Callable[[str], dict[str, Any] | None], **fields: Any
) -> list[P]:
    """The page of `model` under `parent` in every language of the site, the default one first; idempotent.

    `texts(language_code)`, called with that language active, gives the slug, the title and what else is said in
    it, or None for a language the product has no texts in (the page then falls back to the default one, decision
    6). `fields` are the same in all. Raises ValueError if there are no texts in the default language.
    """
    default, *others = locales_of(parent)
    found = _texts_in(default.language_code, texts)
    if found is None:
        raise ValueError(f"{model._meta.label} has no texts in {default.language_code}")
    page = ensure_child(parent, model, **found, **fields)
    pages = [page]
    for locale in others:
        found = _texts_in(locale.language_code, texts)
        if found is not None:
            pages.append(ensure_translation(page, locale, **found))
    return pages


def _texts_in(language_code: str, texts: Callable[[str], dict[str, Any] | None]) -> dict[str, Any] | None:
    with override(language_code):
        return texts(language_code)


@transaction.atomic
def provision_union(*, hostname: str, port: int = 80, name: str, **details: Any) -> Union:
    """Make or repair the Union's site at the root of all; `details` are fields of `Union`.

    Wagtail's sample page and default site make room: no site may answer for an unknown host.
    """
    site_locales()
    # First: it may hold the very hostname and port the Union's site is to have.
    _remove_sample_site()
    union = Union.objects.first()
    if union is None:
        root = _root_page("union", slugify(hostname.replace(".", "-")), name)
        site = _site(hostname, port, name, root)
        union = Union(site=site, root_page=root)
    _update_site(union.site, hostname, port, name)
    for field, value in {"name": name, **details}.items():
        setattr(union, field, value)
    union.full_clean(exclude=["site", "root_page"])
    union.save()
    for role in UNION_ROLES:
        sync_union_role(role)
    _run_steps("union", union)
    return union


@transaction.atomic
def provision_association(
    *,
    ico: str,
    name: str,
    slug: str,
    hostname: str,
    port: int = 80,
    members: Iterable[str] = (),
    member_since: date | None = None,
    is_open: bool = True,
    **details: Any,
) -> Association:
    """Make or repair an association with everything it needs, and return it.

    `members` are codes of municipalities that join on `member_since` (today by default); those who are
    members already stay as they are, nobody is removed. A new site is open at once, or in preparation until
    `portal.tenancy.opening` opens it. `details` are further fields of `Association`.
    Raises ValidationError naming the field (a wrong IČO, an unknown municipality); nothing is changed then.
    """
    site_locales()
    codes = list(dict.fromkeys(members))
    unknown = sorted(set(codes) - set(Municipality.objects.filter(pk__in=codes).values_list("pk", flat=True)))
    if unknown:
        raise ValidationError({"members": _("Unknown municipality codes: %s") % ", ".join(unknown)})
    association = Association.objects.select_related("site").filter(ico=ico).first()
    if association is None:
        association = Association(ico=ico, slug=slug, name=name, opened_at=timezone.now() if is_open else None)
        _check(association, details)
        association.root_page = _root_page("association", slug, name)
        association.site = _site(hostname, port, name, association.root_page)
        association.collection = Collection.get_first_root_node().add_child(name=name)
        association.manager_group = Group.objects.create(name=f"{slug}-manager")
        association.editor_group = Group.objects.create(name=f"{slug}-editor")
    association.name = name
    _check(association, details)
    _update_site(association.site, hostname, port, name)
    association.save()
    for code in codes:
        Membership.objects.get_or_create(
            association=association,
            municipality_id=code,
            left_on=None,
            defaults={"joined_on": member_since or timezone.localdate()},
        )
    _run_steps("association", association)
    # Last: the steps have made the translations of the home page the roles reach.
    sync_association_roles(association)
    return association


def _check(association: Association, details: dict[str, Any]) -> None:
    for field, value in {"short_name": association.short_name or association.name, **details}.items():
        setattr(association, field, value)
    made = ["site", "root_page", "collection", "manager_group", "editor_group", "sort_key"]
    association.full_clean(exclude=made, validate_constraints=False)


def _root_page(kind: str, slug: str, title: str) -> Page:
    """The Czech home page under the tree's root, as the feature that owns home pages builds it."""
    return _root_builders[kind](Page.objects.get(depth=1), slug, title)


def _site(hostname: str, port: int, name: str, root: Page) -> Site:
    return Site.objects.create(
        hostname=hostname, port=port, site_name=name, root_page=Page.objects.get(pk=root.pk), is_default_site=False
    )


def _update_site(site: Site, hostname: str, port: int, name: str) -> None:
    if (site.hostname, site.port, site.site_name) != (hostname, port, name):
        site.hostname, site.port, site.site_name = hostname, port, name
        site.save()


def _remove_sample_site() -> None:
    """Take away the default site and the welcome page that Wagtail's first migration puts there."""
    Site.objects.filter(is_default_site=True, association__isnull=True, union__isnull=True).delete()
    for page in Page.objects.filter(depth=2, slug="home", content_type__model="page", sites_rooted_here__isnull=True):
        page.delete()


def _run_steps(kind: str, tenant: Association | Union) -> None:
    for _order, _name, step in sorted(_steps[kind], key=lambda entry: entry[:2]):
        step(tenant)
