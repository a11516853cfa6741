from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class HomeConfig(AppConfig):
    name = "home"
    verbose_name = _("Site")

    def ready(self) -> None:
        from portal.core.figures import register_figure
        from portal.core.search import register_search_provider
        from portal.tenancy import demo as tenancy_demo
        from portal.tenancy import provisioning as tenancy
        from portal.tenancy.appearance.statements import register_statements

        from . import clock as _clock  # noqa: F401 # registers the periodic job
        from . import demo, desk, network, opening, provisioning, statement_lines
        from .search import find_pages

        tenancy.register_root_page("association", provisioning.build_association_root)
        tenancy.register_root_page("union", provisioning.build_union_root)
        tenancy.register_step("home", provisioning.ROOT_ORDER, provisioning.prepare_root)
        tenancy.register_step("pages", provisioning.STRUCTURE_ORDER, provisioning.make_association_pages)
        tenancy.register_step("languages", provisioning.FALLBACK_ORDER, provisioning.fill_languages)
        tenancy.register_union_step("home", provisioning.ROOT_ORDER, provisioning.prepare_root)
        tenancy.register_union_step("pages", provisioning.STRUCTURE_ORDER, provisioning.make_union_pages)
        tenancy.register_union_step("languages", provisioning.FALLBACK_ORDER, provisioning.fill_languages)
        tenancy_demo.register_demo_step("texts", provisioning.STRUCTURE_ORDER, demo.load_association_texts)
        tenancy_demo.register_demo_step("languages", provisioning.FALLBACK_ORDER, provisioning.fill_languages)
        tenancy_demo.register_union_demo_step("texts", provisioning.STRUCTURE_ORDER, demo.load_union_texts)
        tenancy_demo.register_union_demo_step("languages", provisioning.FALLBACK_ORDER, provisioning.fill_languages)

        desk.register()
        opening.register()
        register_statements(10, statement_lines.lines_of)
        register_figure(0, network.associations_figure)
        register_figure(10, network.municipalities_figure)
        register_figure(20, network.population_figure)
        # People come for a service; what is written about it comes after.
        register_search_provider("pages", _("Pages"), find_pages, order=100)
