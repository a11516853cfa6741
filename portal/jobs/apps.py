from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class JobsConfig(AppConfig):
    name = "portal.jobs"
    label = "jobs"
    verbose_name = _("Background work")

    def ready(self) -> None:
        from wagtail.permissions import register_permission_policy

        from portal.tenancy.roles import Role, grant

        from . import maintenance  # noqa: F401 # registers the periodic jobs
        from .models import OutboxMessage, PeriodicJob
        from .permissions import ReadOnlyPolicy

        for model in (OutboxMessage, PeriodicJob):
            register_permission_policy(model, ReadOnlyPolicy(model))
        grant(Role.UNION_ADMIN, OutboxMessage, {"view", "resend_outboxmessage"})
        grant(Role.UNION_ADMIN, PeriodicJob, {"view"})
