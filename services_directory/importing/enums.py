"""States and choices of an import."""

from enum import StrEnum

from django.db import models
from django.utils.translation import pgettext_lazy


class ImportState(models.TextChoices):
    """Life of an import: a file is uploaded, mapped, checked (a dry run), confirmed, written."""

    MAPPING = "mapping", pgettext_lazy("import", "waiting for its columns")
    CHECKING = "checking", pgettext_lazy("import", "being checked")
    CHECKED = "checked", pgettext_lazy("import", "checked, waiting for confirmation")
    WRITING = "writing", pgettext_lazy("import", "being written")
    DONE = "done", pgettext_lazy("import", "done")
    FAILED = "failed", pgettext_lazy("import", "failed")
    DISCARDED = "discarded", pgettext_lazy("import", "thrown away")


WORKING = frozenset({ImportState.CHECKING, ImportState.WRITING})
"""States in which a worker has the import in hand, or is about to."""
OPEN = frozenset({ImportState.MAPPING, ImportState.CHECKED})
"""States in which a person has to go on."""
CHANGEABLE = frozenset({ImportState.MAPPING, ImportState.CHECKED, ImportState.FAILED})
"""States in which the columns and the options may still be changed."""


class Stage(models.TextChoices):
    """What a worker does with an import at the moment."""

    WAITING = "", pgettext_lazy("stage of an import", "Waiting for its turn")
    READING = "reading", pgettext_lazy("stage of an import", "Reading rows")
    COMPARING = "comparing", pgettext_lazy("stage of an import", "Comparing with the directory")
    WRITING = "writing", pgettext_lazy("stage of an import", "Writing into the directory")


class Absent(models.TextChoices):
    """What is done with services that an earlier file of the same source had and this one has not."""

    KEEP = "keep", pgettext_lazy("missing services", "leave them as they are, only list them")
    UNPUBLISH = "unpublish", pgettext_lazy("missing services", "take them off the site (they become drafts)")
    CLOSE = "close", pgettext_lazy("missing services", "mark them as closed from today")


class Outcome(StrEnum):
    """What an import does with a row."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    HELD = "held"
    """An editor has a draft that isn't published yet: an import doesn't touch it."""
    JOINED = "joined"
    """The row is a part of the place on another row."""
