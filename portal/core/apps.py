from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CoreConfig(AppConfig):
    name = "portal.core"
    label = "core"
    verbose_name = _("Core")

    def ready(self) -> None:
        from django.db.models.signals import post_migrate, pre_delete, pre_migrate, pre_save
        from wagtail import hooks
        from wagtail_localize.models import SegmentOverride, StringTranslation

        from .exports import guard_spreadsheets
        from .kept_files import refuse_change, refuse_delete
        from .languages import install_stand_ins
        from .models import PortalDocument, PortalImage
        from .pages import keep_languages_apart
        from .picture_metadata import strip_from_renditions
        from .rich_links import register_numbered_links
        from .row_rules import install_after_migrate, lift_before_migrate
        from .translated_markup import keep_tags_only, refuse_script_addresses

        guard_spreadsheets()
        strip_from_renditions()
        install_stand_ins()
        keep_languages_apart()
        pre_migrate.connect(lift_before_migrate, sender=self)
        post_migrate.connect(install_after_migrate, sender=self)
        for model in (PortalImage, PortalDocument):
            pre_save.connect(refuse_change, sender=model, dispatch_uid="core.kept_files")
            pre_delete.connect(refuse_delete, sender=model, dispatch_uid="core.kept_files")
        pre_save.connect(keep_tags_only, sender=StringTranslation, dispatch_uid="core.translated_markup")
        pre_save.connect(refuse_script_addresses, sender=SegmentOverride, dispatch_uid="core.translated_markup")
        hooks.register("register_rich_text_features", register_numbered_links, order=100)
