from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ServicesDirectoryConfig(AppConfig):
    name = "services_directory"
    verbose_name = _("Public services")

    def ready(self) -> None:
        from portal.core.figures import register_figure
        from portal.core.search import register_search_provider
        from portal.core.sections import register_home_section
        from portal.jobs.bounces import register_bounce_handler
        from portal.tenancy.api.registry import register_api_router
        from portal.tenancy.demo import register_demo_step
        from portal.tenancy.desk import for_user, register_desk_line
        from portal.tenancy.provisioning import register_step, register_union_step

        from . import belonging, checks, grants, opening, public_facts, sections
        from .api.hsds.routers import router as hsds_router
        from .api.routers import router
        from .demo import load_demo_services
        from .importing import maintenance  # noqa: F401 # registers the periodic jobs
        from .kinds import load_kinds
        from .mistakes import forgetting  # noqa: F401 # registers the periodic job
        from .mistakes import waiting as waiting_mistakes
        from .provisioning import provision_directory
        from .search.index import ensure
        from .verification import nightly, web_links  # noqa: F401 # registers the periodic jobs
        from .verification.phoning import waiting as waiting_lines
        from .verification.proposals.waiting import waiting_proposals
        from .verification.reminding.stages import load_stages
        from .verification.returned import note_bounce
        from .verification.shares.climbed import waiting_climbed

        grants.register()
        belonging.register()
        register_union_step("kinds of service", 10, load_kinds)
        register_union_step("search index of services", 20, ensure)
        register_union_step("stages of reminders", 30, load_stages)
        register_step("service directory", 10, provision_directory)
        register_demo_step("services", 10, load_demo_services)

        register_home_section("search", 10, sections.search_section)
        register_home_section("kinds", 10, sections.kinds_section)
        register_search_provider("services", _("Public services"), sections.find_services)
        register_figure(40, sections.services_figure)
        register_figure(50, sections.verified_figure)
        register_api_router("", router, order=10)
        register_api_router("/hsds", hsds_router, order=20)
        register_bounce_handler(note_bounce)
        checks.register()
        opening.register()
        public_facts.register()
        waiting_lines.register()
        register_desk_line("centre", 20, for_user(waiting_proposals))
        waiting_mistakes.register()
        register_desk_line("union", 40, for_user(waiting_climbed))
