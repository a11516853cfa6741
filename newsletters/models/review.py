"""The Union's review: a task of Wagtail's workflow, and the lines that keep what was submitted and decided."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import AbstractGroupApprovalTask

from portal.core.append_only import AppendOnly, AppendOnlyQuerySet
from portal.tenancy.models import LiaisonExpert, SiteOwned
from portal.tenancy.querysets import SiteOwnedQuerySet

from ..enums import Channel, Outcome
from ..review.locking import ReviewLock


class UnionReviewTask(AbstractGroupApprovalTask):
    """An issue waits until somebody of the Union's reviewers approves it or asks for changes (NWS-5).

    A type of its own, so that the one task is found again whatever the Union calls it.
    """

    lock_class = ReviewLock

    class Meta:
        verbose_name = _("review by the Union")
        verbose_name_plural = _("reviews by the Union")

    @classmethod
    def get_description(cls) -> str:
        return str(_("The Union's reviewers approve the newsletter, or return it with comments."))

    def start(self, workflow_state: Any, user: Any = None) -> Any:
        """Open a round of the review with what is submitted; all of it, or nothing and a ValidationError."""
        from ..checks.refusing import refuse_unready
        from ..review.rounds import open_round, put_back

        try:
            with transaction.atomic():
                refuse_unready(workflow_state.content_object.get_latest_revision().as_object())
                task_state = super().start(workflow_state, user=user)
                open_round(task_state=task_state, user=user)
        except ValidationError:
            put_back(workflow_state)
            raise
        return task_state

    def on_action(self, task_state: Any, user: Any, action_name: str, **kwargs: Any) -> None:
        """Decide about the round; ValidationError where it can't be decided so."""
        from ..review.deciding import approve_round, return_round
        from ..review.reviewers import Reviewer

        comment = str(kwargs.get("comment") or "")
        if action_name == "approve":
            approve_round(round=task_state.review_round, reviewer=Reviewer.with_account(user), comment=comment)
        elif action_name == "reject":
            return_round(round=task_state.review_round, reviewer=Reviewer.with_account(user), comment=comment)

    def get_actions(self, obj: Any, user: Any) -> list[tuple[str, Any, bool]]:
        """What a reviewer can do, each with a form; who wrote the issue doesn't approve it (V2)."""
        from ..review.authors import is_author

        actions: list[tuple[str, Any, bool]] = []
        if not super().get_actions(obj, user):
            return actions
        if not is_author(obj, user=user):
            actions.append(("approve", _("Approve"), True))
        return [*actions, ("reject", _("Return with comments"), True)]

    def get_form_for_action(self, action: str) -> Any:
        from ..review.action_forms import ApproveForm, ReturnForm

        return ReturnForm if action == "reject" else ApproveForm


class LineQuerySet(SiteOwnedQuerySet, AppendOnlyQuerySet):  # type: ignore[override]
    """Lines of the review: read and added, never changed."""


class ReviewRound(AppendOnly, SiteOwned):
    """One time an issue went to the Union: which revision, what exactly it said, by when an answer is due.

    People are named, not linked: the line outlives their account.
    """

    issue = models.ForeignKey(
        "newsletters.NewsletterIssuePage", verbose_name=_("issue"), on_delete=models.PROTECT, related_name="rounds"
    )
    number = models.PositiveSmallIntegerField(_("round"))
    revision = models.ForeignKey("wagtailcore.Revision", on_delete=models.PROTECT, related_name="+")
    task_state = models.OneToOneField(
        "wagtailcore.TaskState", on_delete=models.PROTECT, related_name="review_round", editable=False
    )
    content_hash = models.CharField(_("fingerprint of the content"), max_length=64)
    submitted_at = models.DateTimeField(_("submitted"), default=timezone.now)
    submitted_by = models.CharField(_("submitted by"), max_length=150, blank=True)
    submitted_key = models.CharField(max_length=40, blank=True, editable=False)
    due_on = models.DateField(_("comments by"))
    expert = models.ForeignKey(
        LiaisonExpert, verbose_name=_("expert"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    deputy = models.ForeignKey(
        LiaisonExpert, verbose_name=_("deputy"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = LineQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        verbose_name = _("round of the review")
        verbose_name_plural = _("rounds of the review")
        ordering = ["-submitted_at", "-pk"]
        default_permissions = ("view",)
        indexes = [
            models.Index(fields=["site", "-submitted_at"], name="round_listing"),
            models.Index(fields=["issue", "content_hash"], name="round_of_content"),
        ]
        constraints = [models.UniqueConstraint(fields=["issue", "number"], name="round_number_once")]

    def __str__(self) -> str:
        return f"{self.issue_id}/{self.number}"

    @property
    def outcome(self) -> str:
        """How it ended; empty while it waits."""
        decision: Any = getattr(self, "decision", None)
        return decision.outcome if decision is not None else ""


class ReviewDecision(AppendOnly, SiteOwned):
    """How a round ended, who said so and in which way; one for a round, and it stays."""

    round = models.OneToOneField(
        ReviewRound, verbose_name=_("round of the review"), on_delete=models.PROTECT, related_name="decision"
    )
    outcome = models.CharField(_("outcome"), max_length=20, choices=Outcome)
    comment = models.TextField(_("comment"), blank=True)
    decided_at = models.DateTimeField(_("decided"), default=timezone.now)
    decided_by = models.CharField(_("decided by"), max_length=150, blank=True)
    decided_key = models.CharField(max_length=40, blank=True, editable=False)
    channel = models.CharField(_("how"), max_length=20, choices=Channel, default=Channel.ACCOUNT)

    objects = LineQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        verbose_name = _("decision of a review")
        verbose_name_plural = _("decisions of reviews")
        ordering = ["-decided_at", "-pk"]
        default_permissions = ("view",)
        indexes = [models.Index(fields=["site", "-decided_at"], name="decision_listing")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(outcome=Outcome.RETURNED) | ~Q(comment=""),
                name="returned_with_a_comment",
                violation_error_message=_("Say what has to change."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.round_id}: {self.outcome}"


class RoundComment(AppendOnly, SiteOwned):
    """What a reviewer without an account says about one place of the issue; others use the editor's comments."""

    round = models.ForeignKey(
        ReviewRound, verbose_name=_("round of the review"), on_delete=models.PROTECT, related_name="place_comments"
    )
    place = models.CharField(_("place"), max_length=100, help_text=_("Name of a field, or body.<id of the block>."))
    text = models.TextField(_("comment"))
    made_at = models.DateTimeField(_("when"), default=timezone.now)
    made_by = models.CharField(_("who"), max_length=150, blank=True)

    objects = LineQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        verbose_name = _("comment at a place")
        verbose_name_plural = _("comments at places")
        ordering = ["pk"]
        default_permissions = ("view",)
        indexes = [models.Index(fields=["site", "made_at"], name="round_comment_listing")]

    def __str__(self) -> str:
        return f"{self.round_id}: {self.place}"


class ReviewLink(SiteOwned):
    """A reviewer's personal way to one round without an account: signed, expiring, used once (V1).

    `key` stands in the signed token; who has the database alone can't make one.
    """

    round = models.ForeignKey(ReviewRound, on_delete=models.PROTECT, related_name="links")
    expert = models.ForeignKey(LiaisonExpert, on_delete=models.PROTECT, related_name="+")
    key = models.CharField(max_length=43, unique=True)
    is_deputy = models.BooleanField(default=False)
    made_at = models.DateTimeField(_("made"), default=timezone.now)
    expires_at = models.DateTimeField(_("valid until"))
    used_at = models.DateTimeField(_("used"), null=True)

    class Meta:
        verbose_name = _("reviewer's link")
        verbose_name_plural = _("reviewers' links")
        ordering = ["-made_at", "-pk"]
        default_permissions = ("view",)
        indexes = [models.Index(fields=["site", "-made_at"], name="review_link_listing")]
        constraints = [models.UniqueConstraint(fields=["round", "expert"], name="one_link_to_a_round")]

    def __str__(self) -> str:
        return str(self.round)
