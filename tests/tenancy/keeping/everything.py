"""A row of every model there is, for one association or for nobody, and everything a database and storages hold.

Built from the models themselves: a model added tomorrow has its row without anybody remembering to.
"""

import uuid
from datetime import timedelta
from typing import Any
from unittest.mock import patch

from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.backends.db import SessionStore
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db import connection, models
from django.db.models.fields.files import FileField
from django.utils import timezone
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Locale, Page

from portal.core.keeping.stored import aliases, names_in
from portal.tenancy.keeping.belongings import Belongings
from portal.tenancy.keeping.registry import all_models, why_shared
from portal.tenancy.models import Association
from portal.tenancy.roles import Role
from tests.tenancy import marked
from tests.tenancy.factories import make_user

KINDS = frozenset({"content_type", "base_content_type", "to_content_type", "for_content_type", "specific_content_type"})
KEYS = frozenset({"object_id", "to_object_id"})
NOT_HERE = frozenset({"sessions.Session", "wagtailsearch.SQLiteFTSIndexEntry"})
"""Made in their own way."""
TASK = "portal.jobs.tasks.deliver_message"


class Filling:
    """Rows of every model for `association`, each text with `mark`."""

    def __init__(self, association: Association, mark: str, number: int) -> None:
        self.association, self.mark, self.number = association, mark, number
        self.page = Page.objects.get(pk=association.root_page_id)
        self.made: dict[type[models.Model], Any] = {}
        self.owned: Belongings | None = None

    def fill(self) -> None:
        """Make what is missing. Raises when a model's row can't be made from its fields alone."""
        user = get_user_model()
        self.user = make_user(Role.EDITOR, self.association, username=f"{self.mark}-person")
        self.made[user] = self.user
        reviewed = {"revision": self.row(_model("wagtailcore.Revision"))}
        round_of = {**reviewed, "task_state": self.row(_model("wagtailcore.TaskState"))}
        special = {"newsletters.ReviewRound": lambda: round_of, "newsletters.IssueSending": lambda: reviewed}
        with patch.multiple(marked, MARK=self.mark, PK=self.number), patch.dict(marked.SPECIAL, special):
            self.made |= marked.mark_everything(self.association)
        for person in user._default_manager.filter(username__startswith=f"{self.mark}-"):
            person.groups.add(self.association.editor_group)
        self.owned = Belongings(self.association)
        for model in all_models():
            # Pages are there from provisioning; a kind that isn't made by it gets a draft.
            if model._meta.label not in NOT_HERE and not (issubclass(model, Page) and model._base_manager.exists()):
                self.row(model)
        session = SessionStore()
        session["_auth_user_id"] = str(self.user.pk)
        session.save()

    def row(self, model: type[models.Model]) -> Any:
        """The row of `model`, made if there is none."""
        if model in self.made:
            return self.made[model]
        if issubclass(model, Page):
            with patch.multiple(marked, MARK=self.mark):
                found = model._base_manager.filter(path__startswith=self.page.path).first()
                self.made[model] = found or marked.marked_draft(model, self.association)
            return self.made[model]
        existing = self._existing(model)
        if existing is not None:
            self.made[model] = existing
            return existing
        row = model()
        self.made[model] = row
        special = SPECIAL.get(model._meta.label, {})
        for field in model._meta.local_concrete_fields:
            if field.name in special:
                setattr(row, field.attname, special[field.name](self))
            elif not (field.primary_key and isinstance(field, models.AutoField)):
                self._set(row, field)
        row.save_base(raw=True, force_insert=True)
        return row

    def _existing(self, model: type[models.Model]) -> Any:
        """What there is already: the association's own, or what all share."""
        if why_shared(model):
            return model._base_manager.first()
        keys = self.owned.keys(model) if self.owned else []
        return model._base_manager.get(pk=keys[0]) if keys else None

    def _set(self, row: models.Model, field: Any) -> None:
        if field.name in KINDS:
            setattr(row, field.attname, ContentType.objects.get_for_model(Page).pk)
        elif field.name in KEYS:
            setattr(row, field.attname, str(self.page.pk))
        elif field.is_relation:
            if field.related_model is not type(row) and not (field.null and field.name == "current_task_state"):
                setattr(row, field.attname, self.row(field.related_model).pk)
        elif isinstance(field, FileField):
            is_picture = isinstance(field, models.ImageField)
            content = get_test_image_file().file.getvalue() if is_picture else self.mark.encode()
            name = field.storage.save(f"{self.mark}/{field.model._meta.label}.png", ContentFile(content))
            setattr(row, field.attname, name)
        elif not field.has_default() or isinstance(field, models.CharField | models.TextField):
            setattr(row, field.attname, self._plain(row, field))

    def _plain(self, row: models.Model, field: Any) -> Any:
        if field.choices:
            return field.choices[0][0]
        if isinstance(field, models.CharField | models.TextField):
            return self._text(row, field)
        if field.null:
            return None
        for kinds, make in PLAIN:
            if isinstance(field, kinds):
                return make()
        return self.number

    def _text(self, row: models.Model, field: Any) -> str:
        if isinstance(field, models.EmailField):
            return f"{self.mark}@example.org"
        text = f"{self.mark} {row._meta.label}" if not isinstance(field, models.SlugField) else self.mark
        return text[: field.max_length] if field.max_length else text


PLAIN: tuple[tuple[Any, Any], ...] = (
    (models.UUIDField, uuid.uuid4),
    (models.DateTimeField, lambda: timezone.now() + timedelta(days=1)),
    (models.DateField, timezone.localdate),
    (models.JSONField, dict),
    (models.DurationField, lambda: timedelta(hours=1)),
    (models.BooleanField, lambda: False),
    # A year will do wherever a small number is asked for.
    ((models.SmallIntegerField, models.PositiveSmallIntegerField), lambda: timezone.localdate().year),
)
SPECIAL: dict[str, dict[str, Any]] = {
    "services_directory.LinkCheck": {"url": lambda of: of.row(_model("services_directory.ServiceContact")).value},
    "tenancy.Departure": {"confirmed_by": lambda of: ""},
    "wagtailcore.WorkflowState": {"status": lambda of: "approved"},
    "wagtailcore.Revision": {"object_id": lambda of: str(of.page.pk)},
    "wagtail_localize.TranslatableObject": {"translation_key": lambda of: of.page.translation_key},
    "django_tasks_database.DBTaskResult": {
        "task_path": lambda of: TASK,
        "args_kwargs": lambda of: {"args": [of.row(_model("jobs.OutboxMessage")).pk], "kwargs": {}},
    },
    "axes.AccessAttempt": {"username": lambda of: of.user.username},
    "axes.AccessLog": {"username": lambda of: of.user.username},
    "axes.AccessFailureLog": {"username": lambda of: of.user.username},
    "wagtail_localize.Translation": {"target_locale": lambda of: Locale.objects.get(language_code="en").pk},
}


def _model(label: str) -> type[models.Model]:
    return next(model for model in all_models() if model._meta.label == label)


def fill_everything(association: Association, *, mark: str, number: int) -> Filling:
    """A row of every model for the association, its texts and files marked."""
    filling = Filling(association, mark, number)
    filling.fill()
    return filling


def empty_models() -> list[str]:
    """Models that have no row at all."""
    return [model._meta.label for model in all_models() if not model._base_manager.exists()]


def contents() -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table with all its columns, as text."""
    with connection.cursor() as cursor:
        found = {}
        for table in sorted(table.name for table in connection.introspection.get_table_list(cursor)):
            if table.startswith("sqlite_"):
                continue
            cursor.execute(f'SELECT * FROM "{table}"')
            found[table] = sorted(tuple(map(str, row)) for row in cursor.fetchall())
        return found


def stored_files() -> dict[tuple[str, str], bytes]:
    """Every file of every storage."""
    found = {}
    for alias in aliases():
        for name in names_in(alias):
            with storages[alias].open(name, "rb") as file:
                found[(alias, name)] = file.read()
    return found
