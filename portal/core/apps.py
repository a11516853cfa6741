from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CoreConfig(AppConfig):
    name = "portal.core"
    label = "core"
    verbose_name = _("Core")

    def ready(self) -> None:
        from django.db.models.signals import post_migrate, pre_migrate

        from .row_rules import install_after_migrate, lift_before_migrate

        pre_migrate.connect(lift_before_migrate, sender=self)
        post_migrate.connect(install_after_migrate, sender=self)
