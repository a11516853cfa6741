"""What an association gets from this feature: its archive in every language, and the Union's review on it."""

from typing import NamedTuple

from django.conf import settings
from django.contrib.auth.models import Group
from django.utils import translation
from django.utils.translation import gettext
from wagtail.models import Page, Workflow, WorkflowPage, WorkflowTask

from portal.core.pages import ensure_child, ensure_translation
from portal.tenancy.models import Association
from portal.tenancy.provisioning import site_locales
from portal.tenancy.roles import Role

from .models import NewsletterIndexPage, UnionReviewTask

ORDER = 20
"""After services (10), before meetings (30): the tree's order is the menu's."""


class Texts(NamedTuple):
    slug: str
    title: str
    lead: str


INDEX = {
    "cs": Texts(
        "zpravodaj",
        "Zpravodaj",
        "Co je nového ve svazku a v jeho obcích, s čím vám centrum pomůže a které termíny vás čekají.",
    ),
    "en": Texts(
        "newsletter",
        "Newsletter",
        "News of the association and its municipalities, what the centre can help you with, and dates to remember.",
    ),
}


def make_archive(association: Association) -> None:
    """The archive page in each language, under the Union's review; idempotent."""
    review = ensure_review()
    for page in _index_pages(association.root_page):
        WorkflowPage.objects.update_or_create(page=page, defaults={"workflow": review})


def _index_pages(root: Page) -> list[Page]:
    default, *others = site_locales()
    texts = INDEX[default.language_code]
    page = ensure_child(root, NewsletterIndexPage, **texts._asdict(), show_in_menus=True)
    translations = [
        ensure_translation(page, locale, **INDEX[locale.language_code]._asdict())
        for locale in others
        if locale.language_code in INDEX
    ]
    return [page, *translations]


def ensure_review() -> Workflow:
    """The one workflow of the installation in which the Union's reviewers approve newsletters (NWS-5)."""
    with translation.override(settings.LANGUAGE_CODE):
        name = gettext("Review by the Union")
    task = UnionReviewTask.objects.first() or UnionReviewTask.objects.create(name=name)
    reviewers, _made = Group.objects.get_or_create(name=str(Role.UNION_REVIEWER))
    task.groups.add(reviewers)
    workflow = Workflow.objects.filter(workflow_tasks__task=task).first()
    if workflow is None:
        workflow = Workflow.objects.create(name=name)
        WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    return workflow
