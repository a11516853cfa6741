from wagtail import hooks

from .announcing import buttons as _announcing_buttons  # noqa: F401 # registers them
from .announcing import hooks as _announcing_hooks  # noqa: F401 # registers them
from .changing import buttons as _changing_buttons  # noqa: F401 # registers the hook
from .changing import hooks as _changing_hooks  # noqa: F401 # registers them
from .menu import MeetingGroup
from .papers import buttons as _paper_buttons  # noqa: F401 # registers the hook
from .programme_files import hooks as _programme_files_hooks  # noqa: F401 # registers them


@hooks.register("register_admin_viewset")
def register_meetings() -> MeetingGroup:
    return MeetingGroup()
