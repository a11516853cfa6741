"""What the contact centre puts on the desk (U1)."""

from portal.tenancy.desk import for_user, register_desk_line

from ..inbox.waiting import centre_lines, my_lines
from . import period, register_lines, union


def register() -> None:
    """Put the lines on the desk; called when the application starts."""
    register_desk_line("mine", 10, my_lines)
    register_desk_line("mine", 20, for_user(register_lines.my_activities))
    register_desk_line("centre", 0, centre_lines)
    register_desk_line("centre", 5, for_user(register_lines.to_explain_line))
    register_desk_line("centre", 50, for_user(register_lines.running_activities))
    register_desk_line("period", 0, period.how_it_goes)
    register_desk_line("deadlines", 0, period.ends)
    register_desk_line("deadlines", 1, for_user(register_lines.explanation_days))
    register_desk_line("deadlines", 2, for_user(union.answer_days))
    register_desk_line("union", 0, for_user(union.explanations))
    register_desk_line("union", 10, for_user(union.centres_at_risk))
    register_desk_line("union", 20, for_user(union.silent_centres))
    register_desk_line("union", 30, for_user(union.quality_checks))
