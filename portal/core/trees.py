"""Pages below another one, and pages open to everybody, as conditions that cost no query of their own."""

from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Length, Substr
from wagtail.models import Page, PageViewRestriction

from portal.core.prepared import given_text


def open_to_all() -> Q:
    """Pages that stand in no private section; Wagtail's `public()` asks for the restrictions in a query first."""
    above = PageViewRestriction.objects.filter(page__path=Substr(OuterRef("path"), 1, Length("page__path")))
    return ~Q(Exists(above))


def given_tree() -> Q:
    """Pages in the tree that is given by `in_tree`, in a prepared query (`portal.core.prepared`).

    A range, not a beginning: a beginning that is given late finds no index.
    """
    return Q(path__gte=given_text("tree"), path__lt=given_text("tree_end"))


def in_tree(page: Page) -> dict[str, str]:
    """What `given_tree` needs to know: the tree of `page`, itself included."""
    # The tree ends before the place of a next sibling, whether there is one or not.
    return {"tree": page.path, "tree_end": page._inc_path()}
