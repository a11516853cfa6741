from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ContactCentreConfig(AppConfig):
    name = "contact_centre"
    verbose_name = _("Contact centre")

    def ready(self) -> None:
        from django.core.checks import register as register_check

        from portal.core.row_rules import register_row_rules
        from portal.core.sections import register_home_section
        from portal.jobs.bounces import register_bounce_handler
        from portal.jobs.incoming import register_mail_handler
        from portal.programme.guards import register_threshold_guard
        from portal.tenancy.demo import register_demo_step
        from portal.tenancy.provisioning import register_step, register_union_step

        from . import belonging, desk, grants, public_facts
        from .closing import buttons
        from .closing.returned import note_bounce
        from .demo import load_demo
        from .demo_periods import load_periods
        from .demo_register import load_history
        from .explanations import reminding  # noqa: F401 # registers the periodic job
        from .form import drafts  # noqa: F401 # registers the periodic job
        from .handover import buttons as hand_over_buttons
        from .handover import clock  # noqa: F401 # registers the periodic job
        from .handover.returned import note_returned
        from .home import centre_section
        from .minimum.rules import MINIMUM, guard_minimum
        from .privacy import buttons as privacy_buttons
        from .privacy import forgetting  # noqa: F401 # registers the periodic job
        from .provisioning import load_code_lists, make_contact_page
        from .reminding import records  # noqa: F401 # registers the periodic job
        from .replies.addresses import check_reply_address
        from .replies.receiving import take_answer
        from .row_rules import ROW_RULES
        from .targets import nightly  # noqa: F401 # registers the periodic jobs

        grants.register()
        belonging.register()
        public_facts.register()
        register_row_rules(*ROW_RULES)
        register_threshold_guard(MINIMUM, guard_minimum)
        register_bounce_handler(note_returned)
        register_union_step("code lists of the register", 20, load_code_lists)
        register_step("contact page", 60, make_contact_page)
        register_home_section("centre", 10, centre_section)
        register_demo_step("register of the last periods", 55, load_history)
        register_demo_step("requests and activities", 60, load_demo)
        register_demo_step("targets of the last periods", 70, load_periods)
        register_bounce_handler(note_bounce)
        buttons.register()
        desk.register()
        hand_over_buttons.register()
        privacy_buttons.register()
        register_mail_handler(take_answer)
        register_check(check_reply_address)
