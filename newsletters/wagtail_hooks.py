from wagtail import hooks

from .contributions import buttons as contributions_buttons  # noqa: F401 # registers the hooks
from .contributions import log as contributions_log
from .copying import buttons as copying_buttons  # noqa: F401 - registers the hook
from .editions import buttons as _edition_buttons  # noqa: F401 - registers the hooks
from .mailing import buttons as _mailing_buttons  # noqa: F401 - registers them
from .mailing import log as mailing_log
from .mailing.deliveries import DeliveryViewSet
from .menu import NewsletterGroup
from .printing import buttons as _printing_buttons  # noqa: F401 - registers the hook
from .publishing import hooks as _publishing_hooks  # noqa: F401 - registers them
from .review.menu import plain_words
from .review.taking_back import RoundViewSet
from .sending import hooks as _sending_hooks  # noqa: F401 - registers them
from .subscribers import log as subscribers_log
from .subscribers.union_admin import SubscribingGroup


@hooks.register("register_admin_viewset")
def register_newsletters() -> NewsletterGroup:
    return NewsletterGroup()


@hooks.register("register_admin_viewset")
def register_deliveries() -> DeliveryViewSet:
    return DeliveryViewSet()


hooks.register("register_log_actions", contributions_log.register)
hooks.register("register_log_actions", subscribers_log.register)
hooks.register("register_log_actions", mailing_log.register)


@hooks.register("register_admin_viewset")
def register_subscribing() -> SubscribingGroup:
    return SubscribingGroup()


@hooks.register("register_admin_viewset")
def register_rounds() -> RoundViewSet:
    return RoundViewSet()


# Late, so that what others put into the menu is there.
hooks.register("construct_page_action_menu", plain_words, order=100)
