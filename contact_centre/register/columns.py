"""What a row of the exported register holds."""

from django.utils.translation import gettext_lazy as _

EXPORTED = {
    "reference": _("Number"),
    "title": _("Title"),
    "status_label": _("State"),
    "started_on": _("Started on"),
    "closed_on": _("Ended on"),
    "trigger.label": _("Trigger"),
    "follows_reference": _("Follows up"),
    "area.label": _("Area"),
    "subarea.label": _("Sub-area"),
    "handled_by.label": _("Handled by"),
    "responsible_name": _("Responsible"),
    "advice_label": _("Expert advice"),
    "municipality_names": _("Municipalities concerned"),
    "description": _("Description"),
    "specification": _("Specification for the Union"),
    "source_label": _("Source"),
    "source_page_title": _("Meeting or newsletter"),
    "project_name": _("Project"),
    "project_part_label": _("Part of the project"),
    "hours": _("Hours of work"),
    "legal_hours": _("Hours of legal advice"),
    "saved_czk": _("Money saved (CZK)"),
    "brought_czk": _("Money brought (CZK)"),
    "output_label": _("Output"),
    "output_description": _("Description of the output"),
    "request_reference": _("Request"),
}
"""Columns of the export by what they read of an activity; a heading each."""
