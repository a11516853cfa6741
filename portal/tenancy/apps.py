from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TenancyConfig(AppConfig):
    name = "portal.tenancy"
    label = "tenancy"
    verbose_name = _("Associations")

    def ready(self) -> None:
        from django.db.models.signals import pre_save
        from wagtail.models import ModelLogEntry, PageLogEntry

        from portal.core.row_rules import register_row_rules

        from . import versions
        from .absences import desk
        from .api.registry import register_api_router
        from .appearance import addresses
        from .appearance import opening as appearance_opening
        from .audit.belonging import remember_owner
        from .audit.rules import LOG_RULES
        from .boundary import register_tenant_model
        from .filters import scope_filter_choices
        from .keeping import own as keeping
        from .models import Absence, Agenda, Association, LiaisonExpert, Mandate, Membership, Municipality, StaffMember
        from .ofn.answers import PREFIX
        from .ofn.routers import router as ofn_router
        from .opening import own as opening
        from .roles import CRUD, Role, grant

        versions.connect()
        addresses.connect()
        appearance_opening.register()
        register_row_rules(*LOG_RULES)
        for line in (ModelLogEntry, PageLogEntry):
            pre_save.connect(remember_owner, sender=line, dispatch_uid="tenancy.audit")
        keeping.register()
        opening.register()
        desk.register()
        scope_filter_choices()
        register_api_router(PREFIX, ofn_router, order=42)
        for model in (StaffMember, Agenda):
            register_tenant_model(model)
            for role in (Role.MANAGER, Role.EDITOR, Role.UNION_ADMIN):
                grant(role, model, CRUD)
        register_tenant_model(Absence)
        for role in (Role.MANAGER, Role.UNION_ADMIN):
            grant(role, Absence, CRUD)
        for role in (Role.EDITOR, Role.UNION_REVIEWER):
            grant(role, Absence, {"add", "change", "view"})
        for owned in (Association, Municipality, Membership, Mandate, LiaisonExpert):
            grant(Role.UNION_ADMIN, owned, CRUD - {"delete"})
        grant(Role.UNION_REVIEWER, LiaisonExpert, {"view"})
