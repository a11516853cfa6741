"""The programme of a meeting: points in their order, numbered on the page."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks


class ProgrammePointBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("point"), max_length=200)
    note = blocks.TextBlock(label=_("note"), required=False, rows=2, max_length=1000)
    speaker = blocks.CharBlock(label=_("who presents it"), required=False, max_length=150)

    class Meta:
        icon = "list-ol"
        label = _("point of the programme")


class ProgrammeBlock(blocks.StreamBlock):
    point = ProgrammePointBlock()

    class Meta:
        required = False
