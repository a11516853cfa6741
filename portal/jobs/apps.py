from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class JobsConfig(AppConfig):
    name = "portal.jobs"
    label = "jobs"
    verbose_name = _("Background work")

    def ready(self) -> None:
        from wagtail.permissions import register_permission_policy

        from portal.tenancy.roles import Role, grant

        from . import (
            belonging,
            departures,  # noqa: F401 # registers the periodic job
            desk,
            maintenance,  # noqa: F401 # registers the periodic jobs
            public_facts,
        )
        from .bounces import (
            jobs,  # noqa: F401 # and those of returned mail
            register_posted_model,
        )
        from .models import OutboxMessage, PeriodicJob, ReturnedMail
        from .permissions import ReadOnlyPolicy
        from .tracing import trace_tasks

        desk.register()
        trace_tasks()
        belonging.register()
        public_facts.register()
        register_posted_model(OutboxMessage)
        for model in (OutboxMessage, PeriodicJob, ReturnedMail):
            register_permission_policy(model, ReadOnlyPolicy(model))
        grant(Role.UNION_ADMIN, OutboxMessage, {"view", "resend_outboxmessage"})
        for model in (PeriodicJob, ReturnedMail):
            grant(Role.UNION_ADMIN, model, {"view"})
