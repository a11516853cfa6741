from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MeetingsConfig(AppConfig):
    name = "meetings"
    verbose_name = _("Meetings")

    def ready(self) -> None:
        from contact_centre.actions import register_source_pages
        from portal.core.kept_files import register_file_keeper
        from portal.core.row_rules import register_row_rules
        from portal.core.sections import register_home_section
        from portal.jobs.bounces import register_bounce_handler
        from portal.tenancy.api.registry import register_api_router
        from portal.tenancy.demo import register_demo_step
        from portal.tenancy.ofn.answers import PREFIX
        from portal.tenancy.provisioning import register_step, register_union_step

        from . import belonging, desk, grants, opening, public_facts, searching
        from . import clocks as _clocks  # noqa: F401 # registers the periodic jobs
        from .announcing import desk as announcing_desk
        from .announcing import signals as announcing
        from .announcing.bounces import note_bounce
        from .announcing.record import register_followup
        from .bodies import make_bodies
        from .changing import guard as changing_guard
        from .changing.letters import tell_invited
        from .changing.rules import ROW_RULES
        from .demo import load_meetings
        from .following.runs import begin as tell_followers
        from .notices import desk as notices_desk
        from .notices import lines as notice_lines
        from .notices.files import kept_for_the_proof
        from .ofn.routers import router as ofn_router
        from .papers.tasks import order as order_papers
        from .programme_files import holding
        from .provisioning import ORDER, make_list
        from .required.provisioning import load_required_points
        from .sections import next_meeting, notices_ending
        from .sources import dated, meetings_of

        grants.register()
        belonging.register()
        public_facts.register()
        opening.register()
        holding.connect()
        searching.connect()
        announcing.connect()
        announcing_desk.register()
        register_bounce_handler(note_bounce)
        changing_guard.connect()
        register_row_rules(*ROW_RULES)
        register_followup(50, tell_invited)
        register_followup(60, tell_followers)
        register_followup(80, order_papers)
        register_step("meetings", ORDER, make_list)
        register_step("meetings.bodies", ORDER, make_bodies)
        register_union_step("meetings.required", ORDER, load_required_points)
        register_demo_step("meetings", ORDER, load_meetings)
        register_home_section("now", 10, next_meeting)
        register_home_section("now", 30, notices_ending)
        notice_lines.connect()
        notices_desk.register()
        register_file_keeper(kept_for_the_proof)
        desk.register()
        register_source_pages("meeting", meetings_of, dated)
        register_api_router(PREFIX, ofn_router, order=40)
