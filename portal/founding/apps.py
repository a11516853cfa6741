from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FoundingConfig(AppConfig):
    name = "portal.founding"
    label = "founding"
    verbose_name = _("Founding of associations")

    def ready(self) -> None:
        from portal.tenancy.demo import register_union_demo_step

        from . import belonging, public_facts
        from .demo import load_demo_register

        belonging.register()
        public_facts.register()
        register_union_demo_step("register of associations", 30, load_demo_register)
