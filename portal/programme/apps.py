from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProgrammeConfig(AppConfig):
    name = "portal.programme"
    label = "programme"
    verbose_name = _("Programme")

    def ready(self) -> None:
        from portal.tenancy.boundary import register_tenant_model
        from portal.tenancy.demo import register_union_demo_step
        from portal.tenancy.provisioning import register_union_step
        from portal.tenancy.roles import CRUD, Role, grant

        from . import belonging, public_facts
        from .models import Deadline, MeetingWindow, MonitoringPeriod, Programme, PublicityNotice, Threshold
        from .provisioning import load_demo_programme, load_demo_publicity, load_methodology

        register_union_step("programme", 5, load_methodology)
        register_union_demo_step("programme", 5, load_demo_programme)
        register_union_demo_step("publicity", 6, load_demo_publicity)
        belonging.register()
        for model in (Programme, MonitoringPeriod, MeetingWindow, Deadline, Threshold):
            grant(Role.UNION_ADMIN, model, CRUD)
            grant(Role.UNION_REVIEWER, model, {"view"})
        register_tenant_model(PublicityNotice)
        public_facts.register()
        for role in (Role.MANAGER, Role.UNION_ADMIN):
            grant(role, PublicityNotice, CRUD)
        for role in (Role.EDITOR, Role.UNION_REVIEWER):
            grant(role, PublicityNotice, {"view"})
