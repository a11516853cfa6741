from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NewslettersConfig(AppConfig):
    name = "newsletters"
    verbose_name = _("Newsletters")

    def ready(self) -> None:
        from django.db.models.signals import pre_save
        from wagtail.models import TaskState
        from wagtail.signals import page_published, task_cancelled

        from contact_centre.actions import register_source_pages
        from portal.core.kept_files import register_file_keeper
        from portal.core.row_rules import register_row_rules
        from portal.core.sections import register_home_section
        from portal.jobs.bounces import register_bounce_handler, register_posted_model
        from portal.tenancy.api.registry import register_api_router
        from portal.tenancy.demo import register_demo_step
        from portal.tenancy.ofn.answers import PREFIX
        from portal.tenancy.provisioning import register_step, register_union_step

        from . import belonging, desk, grants, opening, public_facts
        from . import clocks as _clocks  # noqa: F401 # registers the periodic jobs
        from .contributions import waiting as waiting_contributions
        from .demo import load_issues
        from .editions.tasks import order as order_pdfs
        from .mailing import desk as mailing_desk
        from .models import Delivery
        from .ofn.routers import router as ofn_router
        from .printing import desk as printing_desk
        from .provisioning import ORDER, make_archive, prepare_review
        from .publishing import signals as publishing
        from .publishing.files import kept_for_readers
        from .publishing.rules import ROW_RULES
        from .review import wagtail_mail
        from .review.signals import end_cancelled_round, refuse_undecided
        from .sections import newest_issue
        from .sources import issues_of, numbered
        from .subscribers import desk as subscribers_desk
        from .subscribers.bounces import note_bounce
        from .subscribers.provisioning import prepare_subscriptions

        for part in (grants, belonging, public_facts, opening):
            part.register()
        register_union_step("newsletters", ORDER, prepare_review)
        register_step("newsletters", ORDER, make_archive)
        register_union_step("newsletters.subscribers", ORDER + 1, prepare_subscriptions)
        register_step("newsletters.subscribers", ORDER + 1, prepare_subscriptions)
        # After the meetings: an issue invites to them.
        register_demo_step("newsletters", ORDER + 15, load_issues)
        register_home_section("now", 20, newest_issue)
        for lines in (desk, printing_desk, mailing_desk, waiting_contributions, subscribers_desk):
            lines.register()
        register_source_pages("newsletter", issues_of, numbered)
        task_cancelled.connect(end_cancelled_round, dispatch_uid="newsletters.review")
        pre_save.connect(refuse_undecided, sender=TaskState, dispatch_uid="newsletters.review.decision")
        wagtail_mail.replace()
        publishing.connect()
        page_published.connect(order_pdfs, dispatch_uid="newsletters.pdfs")
        register_posted_model(Delivery)
        register_bounce_handler(note_bounce)
        register_file_keeper(kept_for_readers)
        register_row_rules(*ROW_RULES)
        register_api_router(PREFIX, ofn_router, order=41)
