"""Wagtail's own e-mails about workflows stay silent about newsletters: the review writes its letters itself."""

from typing import Any

from wagtail.admin import mail
from wagtail.models import TaskState, WorkflowState
from wagtail.signals import task_submitted, workflow_approved, workflow_rejected, workflow_submitted

from ..models import NewsletterIssuePage


class _NotAboutIssues:
    """A notifier of Wagtail's for every workflow but that of newsletters."""

    def can_handle(self, instance: Any, **kwargs: Any) -> bool:
        state = instance.workflow_state if isinstance(instance, TaskState) else instance
        if NewsletterIssuePage.objects.filter(pk=state.object_id).exists():
            return False
        return bool(super().can_handle(instance, **kwargs))  # type: ignore[misc]


class _TaskSubmitted(_NotAboutIssues, mail.GroupApprovalTaskStateSubmissionEmailNotifier):
    pass


class _Submitted(_NotAboutIssues, mail.WorkflowStateSubmissionEmailNotifier):
    pass


class _Approved(_NotAboutIssues, mail.WorkflowStateApprovalEmailNotifier):
    pass


class _Rejected(_NotAboutIssues, mail.WorkflowStateRejectionEmailNotifier):
    pass


REPLACED = (
    (task_submitted, TaskState, "group_approval_task_submitted_email_notification", _TaskSubmitted()),
    (workflow_submitted, WorkflowState, "workflow_state_submitted_email_notification", _Submitted()),
    (workflow_approved, WorkflowState, "workflow_state_approved_email_notification", _Approved()),
    (workflow_rejected, WorkflowState, "workflow_state_rejected_email_notification", _Rejected()),
)
"""Signal, sender and the name under which Wagtail connects its notifier, with what stands in its place."""


def replace() -> None:
    """Take the place of Wagtail's notifiers: under their names, so that it doesn't matter who connects first."""
    for signal, sender, name, notifier in REPLACED:
        signal.disconnect(sender=sender, dispatch_uid=name)
        signal.connect(notifier, sender=sender, dispatch_uid=name)
