"""To whom rows of Django, Wagtail and the other libraries belong."""

from collections.abc import Iterable
from typing import Any

from django.apps import apps
from django.contrib.auth import get_user_model
from django.contrib.sessions.models import Session
from django.db.models import Model
from wagtail.models import Collection, Page

from .belongings import Belongings, chunks
from .registry import Rule, all_models, register_belonging, register_shared, register_unexported

OF_PEOPLE = (
    "account.EmailAddress", "mfa.Authenticator", "users.User_user_permissions",
    "wagtailadmin.EditingSession", "wagtailadmin.FormState", "wagtailcore.APIToken", "wagtailusers.UserProfile",
)  # fmt: skip
"""They go with whoever worked for the association, even if the emptied account stays."""
SECRETS = {
    "users.User": ("password",), "mfa.Authenticator": (), "wagtailcore.APIToken": (), "sessions.Session": (),
    "wagtailadmin.EditingSession": (), "wagtailadmin.FormState": (), "wagtailsearch.IndexEntry": (),
    "wagtailsearch.SQLiteFTSIndexEntry": (), "wagtailcore.ReferenceIndex": (), "axes.AccessAttempt": (),
    "axes.AccessFailureLog": (), "axes.AccessLog": (), "axes.AccessAttemptExpiration": (),
    "account.EmailConfirmation": (), "wagtailcore.UploadedFile": (),
}  # fmt: skip


def register() -> None:
    """Called once, when the tenancy is ready."""
    _register_shared()
    for label, fields in SECRETS.items():
        register_unexported(label, *fields)
    rules: dict[str, Rule] = {
        "wagtailcore.Site": lambda of: [of.site_id],
        "wagtailcore.Page": _pages,
        "wagtailcore.Collection": _collections,
        "auth.Group": lambda of: of.group_ids,
        "users.User": lambda of: of.accounts,
        "wagtailcore.Revision": _about("wagtailcore.Revision", "base_content_type_id"),
        "wagtailcore.WorkflowState": _about("wagtailcore.WorkflowState", "base_content_type_id"),
        "wagtailcore.ReferenceIndex": _references,
        "wagtailsearch.IndexEntry": _about("wagtailsearch.IndexEntry"),
        "taggit.TaggedItem": _about("taggit.TaggedItem"),
        "wagtailcore.PageLogEntry": _page_lines,
        "wagtailcore.ModelLogEntry": _lines,
        "wagtailcore.UploadedFile": lambda of: of.where("wagtailcore.UploadedFile", "uploaded_by_user_id", of.people),
        "sessions.Session": _sessions,
        "wagtail_localize.TranslatableObject": _translatable,
        # By what is translated: the texts they have are kept once for everybody.
        "wagtail_localize.StringSegment": _in_source("wagtail_localize.StringSegment"),
        "wagtail_localize.TemplateSegment": _in_source("wagtail_localize.TemplateSegment"),
        "wagtail_localize.SegmentOverride": _in_context("wagtail_localize.SegmentOverride"),
        "wagtail_localize.StringTranslation": _in_context("wagtail_localize.StringTranslation"),
        "wagtail_localize.String": _used_here_only("wagtail_localize.String"),
        "wagtail_localize.Template": _used_here_only("wagtail_localize.Template"),
    }
    for label in OF_PEOPLE:
        rules[label] = _of_people(label)
    rules["users.User_groups"] = _in_groups
    for label in ("axes.AccessAttempt", "axes.AccessFailureLog", "axes.AccessLog"):
        rules[label] = _by_name(label)
    for label, rule in rules.items():
        register_belonging(label, rule)


def _register_shared() -> None:
    register_shared(
        "made by the code", "contenttypes.ContentType", "auth.Permission", "wagtailcore.Locale", "wagtailadmin.Admin",
    )  # fmt: skip
    register_shared(
        "one for all associations", "wagtailcore.Workflow", "wagtailcore.Task", "wagtailcore.WorkflowContentType",
        "wagtailcore.WorkflowTask", "wagtailcore.GroupApprovalTask", "wagtail_localize.LocaleSynchronization",
        "taggit.Tag", "wagtailembeds.Embed",
    )  # fmt: skip
    register_shared("no personal data, gone in hours: keyed hashes of who asked how often", "core.UseCount")


# --- Rules -------------------------------------------------------------------------------------------------
def _about(label: str, kind: str = "content_type_id") -> Rule:
    return lambda of: of.about(label, kind)


def _of_people(label: str) -> Rule:
    return lambda of: of.where(label, "user_id", of.people)


def _in_groups(of: Belongings) -> Iterable[int]:
    """Who is in its groups, and what its people are in."""
    of_people = of.where("users.User_groups", "user_id", of.people)
    return of_people | of.where("users.User_groups", "group_id", of.group_ids)


def _in_context(label: str) -> Rule:
    return lambda of: of.where(label, "context_id", of.keys("wagtail_localize.TranslationContext"))


def _pages(of: Belongings) -> Iterable[int]:
    for path in of.trees:
        yield from Page.objects.filter(path__startswith=path).values_list("pk", flat=True)


def _collections(of: Belongings) -> Iterable[int]:
    path = of.association.collection.path
    return Collection.objects.filter(path__startswith=path).values_list("pk", flat=True)


def _references(of: Belongings) -> Iterable[Any]:
    """Links from the association's rows, and links to them."""
    own = of.about("wagtailcore.ReferenceIndex", "base_content_type_id")
    return own | of.about("wagtailcore.ReferenceIndex", "to_content_type_id", "to_object_id")


def _page_lines(of: Belongings) -> Iterable[int]:
    """The log of its pages, and what its people did with pages that are gone."""
    lines = apps.get_model("wagtailcore.PageLogEntry")
    found = of.where(lines, "page_id", of.keys(Page))
    for part in chunks(of.people):
        gone = lines._base_manager.filter(user_id__in=part).exclude(page_id__in=Page.objects.values("pk"))
        found.update(gone.values_list("pk", flat=True))
    return found


def _lines(of: Belongings) -> Iterable[int]:
    """The log of its rows, and what its people did with rows that are gone."""
    lines = apps.get_model("wagtailcore.ModelLogEntry")
    found = of.about("wagtailcore.ModelLogEntry")
    for part in chunks(of.people):
        user = get_user_model()._meta
        about = {"content_type__app_label": user.app_label, "content_type__model": user.model_name}
        of_them = lines._base_manager.filter(**about, object_id__in=[str(pk) for pk in part])
        found.update(of_them.values_list("pk", flat=True))
        for line in lines._base_manager.filter(user_id__in=part).exclude(pk__in=found):
            kind = line.content_type.model_class() if line.content_type else None
            if kind is None or not kind._base_manager.filter(pk=line.object_id).exists():
                found.add(line.pk)
    return found


def _sessions(of: Belongings) -> Iterable[str]:
    people = {str(pk) for pk in of.people}
    for session in Session.objects.iterator():
        if str(session.get_decoded().get("_auth_user_id")) in people:
            yield session.pk


def _by_name(label: str) -> Rule:
    def rule(of: Belongings) -> Iterable[Any]:
        users = get_user_model()._default_manager.filter(pk__in=of.people)
        names = [name for pair in users.values_list("username", "email") for name in pair if name]
        return of.where(label, "username", names)

    return rule


def _translatable(of: Belongings) -> Iterable[Any]:
    """What is translated of the association's: found by the key that all languages of a thing share."""
    found: set[Any] = set()
    for model in all_models():
        names = {field.name for field in model._meta.local_fields}
        if "translation_key" not in names or model._meta.label.startswith("wagtail_localize."):
            continue
        for part in chunks(of.keys(model)):
            keys = model._base_manager.filter(pk__in=part).values_list("translation_key", flat=True)
            found.update(of.where("wagtail_localize.TranslatableObject", "pk", list(keys)))
    return found


def _in_source(label: str) -> Rule:
    return lambda of: of.where(label, "source_id", of.keys("wagtail_localize.TranslationSource"))


def _used_here_only(label: str) -> Rule:
    """Texts that wagtail-localize keeps once however many pages have them: those that no page of others has."""

    def rule(of: Belongings) -> Iterable[Any]:
        model = apps.get_model(label)
        users: list[tuple[type[Model], str]] = [
            (relation.related_model, relation.field.attname)
            for relation in model._meta.related_objects
            if isinstance(relation.related_model, type)
        ]
        here = {key for user, column in users for key in _values(user, column, of.keys(user))}
        elsewhere: set[Any] = set()
        for user, column in users:
            own = set(of.keys(user))
            for part in chunks(sorted(here)):
                rows = user._base_manager.filter(**{f"{column}__in": part}).values_list("pk", column)
                elsewhere.update(key for pk, key in rows if pk not in own)
        return here - elsewhere

    return rule


def _values(model: type[Model], column: str, keys: list[Any]) -> Iterable[Any]:
    for part in chunks(keys):
        yield from model._base_manager.filter(pk__in=part).values_list(column, flat=True)
