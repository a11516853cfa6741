"""Rows and pages of one association that carry a mark, so that a leak shows wherever it comes up.

Built from the models themselves: a tenant-owned model added tomorrow is marked, and walked, without
anybody remembering to.
"""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import models
from django.utils import timezone
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Page

from meetings.models import MeetingRules
from portal.tenancy.boundary import is_tenant_model, tenant_models
from portal.tenancy.models import Association, Mandate, Membership, Municipality


def marked_user(name: str) -> Any:
    return get_user_model()._default_manager.create_user(f"{MARK}-{name}", f"{MARK}-{name}@example.org", "heslo")


def without_rules() -> dict[str, Any]:
    MeetingRules.objects.all().delete()
    return {}


# Where one column says what another may hold, the row is told what to be.
SPECIAL: dict[str, Callable[[], dict[str, Any]]] = {
    "contact_centre.Activity": lambda: {"source": "project", "project_part": "output"},
    "contact_centre.Explanation": lambda: {"verdict": "incomplete", "answered_at": timezone.now()},
    "contact_centre.QualityCheck": lambda: {"asked_on": timezone.localdate(), "recorded_at": timezone.now()},
    # Every association has its row; the marked one takes its place.
    "meetings.MeetingRules": without_rules,
    # Only what was approved goes out.
    "newsletters.ReviewDecision": lambda: {"outcome": "approved"},
    "tenancy.Absence": lambda: {"user": marked_user("away"), "deputy": marked_user("deputy")},
}

MARK = "tajnostb"
PK = 90_001
"""One number for everything marked, so that any address with this number in it means all of it."""


VALID_ICO = "00272949"


def mark_everything(association: Association) -> dict[type[models.Model], models.Model]:
    """A marked row of every tenant model, a marked page under every index, an image and a document."""
    village = Municipality.objects.create(code=f"99{PK % 10_000:04d}", name="Cizí Lhota")
    Membership.objects.create(association=association, municipality=village, joined_on=date(2020, 1, 1))
    made: dict[type[models.Model], models.Model] = {Municipality: village}
    Mandate.objects.create(
        municipality=village, person_name=MARK, email=f"{MARK}@example.org", valid_from=date(2022, 10, 1)
    )
    for model in tenant_models():
        marked_row(model, association, made)
    made[Page] = marked_pages(association)
    image = get_image_model()(
        pk=PK, title=MARK, file=get_test_image_file(filename=f"{MARK}.png"), collection=association.collection
    )
    image.save(force_insert=True)
    document = get_document_model()(
        pk=PK, title=MARK, file=ContentFile(b"x", name=f"{MARK}.pdf"), collection=association.collection
    )
    document.save(force_insert=True)
    made |= {type(image): image, type(document): document}
    return made


def marked_pages(association: Association) -> Page:
    """Mark every page of the association's trees; the home page of the default language is returned."""
    for root in association.root_page.get_translations(inclusive=True):
        for page in root.get_descendants(inclusive=True).specific():
            if page.title.startswith(MARK):
                # Made marked; an issue that went out is changed by nobody.
                continue
            page.title = f"{MARK} {page.title}"
            page.draft_title = page.title
            page.save()
            revision = page.save_revision(log_action=True)
            # A draft stays one: what waits for a review is not published by the way.
            if page.live:
                revision.publish()
    return Page.objects.get(pk=association.root_page_id)


def marked_row(
    model: type[models.Model], association: Association, made: dict[type[models.Model], models.Model]
) -> models.Model:
    """The marked row of `model`, with the marked rows it needs; every text field carries the mark."""
    if model in made:
        return made[model]
    values: dict[str, Any] = {"pk": PK, **SPECIAL.get(model._meta.label, dict)()}
    for field in model._meta.concrete_fields:
        if field.name in values or field.primary_key or (field.has_default() and not _is_text(field)):
            continue
        values[field.name] = _value(field, association, made)
    row = model(**values)
    row.save(force_insert=True)
    made[model] = row
    if hasattr(row, "save_revision"):
        row.save_revision(clean=False)
    return row


def marked_draft(model: type[Page], association: Association) -> Page:
    """The association's draft of `model`, under the first page that takes one."""
    existing = model._default_manager.descendant_of(association.root_page).first()
    if existing is not None:
        return existing
    tree = association.root_page.get_descendants(inclusive=True).specific()
    parent = next(page for page in tree if model in page.allowed_subpage_models())
    counted = [field for field in model._meta.local_fields if isinstance(field, models.PositiveSmallIntegerField)]
    # A number that will do wherever one is asked for, a year among others.
    numbers = {field.name: timezone.localdate().year for field in counted}
    moments = {field.name: timezone.now() for field in model._meta.local_fields if _is_moment(field)}
    page = model(title=MARK, draft_title=MARK, slug=MARK, live=False, **numbers, **moments)
    parent.add_child(instance=page)
    return page


def _is_moment(field: models.Field[Any, Any]) -> bool:
    return isinstance(field, models.DateTimeField) and not (field.null or field.has_default())


def _is_text(field: models.Field[Any, Any]) -> bool:
    return isinstance(field, models.CharField | models.TextField) and not field.choices


def _value(
    field: models.Field[Any, Any], association: Association, made: dict[type[models.Model], models.Model]
) -> Any:
    if field.is_relation:
        target = field.related_model
        assert isinstance(target, type)
        if field.name == "site":
            return association.site
        if target is field.model:
            return None
        if is_tenant_model(target):
            return marked_row(target, association, made)
        if target is Municipality:
            return made[Municipality]
        if field.null:
            return None
        if issubclass(target, Page):
            return marked_draft(target, association)
        return target._default_manager.first() or marked_row(target, association, made)
    if isinstance(field, models.FileField):
        return ContentFile(b"x", name=f"{MARK}.pdf")
    if field.choices:
        return field.choices[0][0]
    return _plain_value(field)


def _plain_value(field: models.Field[Any, Any]) -> Any:
    if isinstance(field, models.EmailField):
        return f"{MARK}@example.org"
    if isinstance(field, models.CharField | models.TextField):
        return _text(field)
    if field.null:
        return None
    if isinstance(field, models.DateTimeField):
        return timezone.now()
    if isinstance(field, models.DateField):
        return timezone.localdate()
    return field.get_default() if field.has_default() else 1


def _text(field: models.CharField[Any, Any] | models.TextField[Any, Any]) -> str:
    """The mark, as far as the field's own rules (an IČO, opening hours) let it stand there."""
    text = MARK if isinstance(field, models.SlugField) else f"{MARK} {field.name}"
    text = text[: field.max_length] if field.max_length else text
    try:
        field.run_validators(text)
    except ValidationError:
        return "" if field.blank else VALID_ICO
    return text
