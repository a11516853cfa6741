from wagtail import hooks

from .menu import MeetingGroup


@hooks.register("register_admin_viewset")
def register_meetings() -> MeetingGroup:
    return MeetingGroup()
