"""What an association gets from this feature: its archive in every language, and the Union's review on it."""

from typing import NamedTuple

from django.contrib.auth.models import Group
from wagtail.models import Workflow, WorkflowPage, WorkflowTask

from portal.tenancy.models import Association, Union
from portal.tenancy.provisioning import ensure_in_every_language
from portal.tenancy.roles import Role

from .models import NewsletterIndexPage, UnionReviewTask

ORDER = 20
"""After services (10), before meetings (30): the tree's order is the menu's."""
REVIEW = "Posouzení Svazem"
"""The name the review starts with; the Union may change it."""
WAGTAILS_OWN = "Moderators approval"


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
    archives = ensure_in_every_language(
        association.root_page,
        NewsletterIndexPage,
        lambda code: INDEX[code]._asdict() if code in INDEX else None,
        show_in_menus=True,
    )
    for page in archives:
        WorkflowPage.objects.update_or_create(page=page, defaults={"workflow": review})


def prepare_review(union: Union) -> None:
    """Make the review, and retire the workflow that comes with Wagtail.

    That one hands the pages of all associations to a group nobody is in, and locks them for their own people.
    """
    ensure_review()
    WorkflowPage.objects.filter(page__depth=1, workflow__name=WAGTAILS_OWN).delete()
    for workflow in Workflow.objects.filter(name=WAGTAILS_OWN, active=True):
        workflow.deactivate()


def ensure_review() -> Workflow:
    """The one workflow of the installation in which the Union's reviewers approve newsletters (NWS-5)."""
    task = UnionReviewTask.objects.first() or UnionReviewTask.objects.create(name=REVIEW)
    reviewers, _made = Group.objects.get_or_create(name=str(Role.UNION_REVIEWER))
    task.groups.add(reviewers)
    workflow = Workflow.objects.filter(workflow_tasks__task=task).first()
    if workflow is None:
        workflow = Workflow.objects.create(name=REVIEW)
        WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    return workflow
