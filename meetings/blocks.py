"""The programme of a meeting: points in their order, up to three levels deep, with files, public or not (M1)."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock

from portal.core.blocks import Fold

DEEPEST = 3
"""Levels of points: 2, 2.1, 2.1.3."""
MOST_POINTS = 60
"""On the first level; a programme of more is read by nobody."""
MOST_BELOW = 40
MOST_FILES = 20
"""Of one point."""
FOLDED = ["note", "speaker", "is_public", "files"]
"""What most points have nothing of: they are written one below another."""
LAYOUT: list[Any] = ["title", Fold("more", _("Note, who presents it, files, public or not"), FOLDED, icon="cog")]


class PointBlock(blocks.StructBlock):
    """A point of the last level; see `with_points` for those that hold others."""

    title = blocks.CharBlock(label=_("point"), max_length=200)
    note = blocks.TextBlock(label=_("note"), required=False, rows=2, max_length=1000)
    speaker = blocks.CharBlock(label=_("who presents it"), required=False, max_length=150)
    is_public = blocks.BooleanBlock(
        label=_("public"),
        required=False,
        default=True,
        help_text=_(
            "Who isn't invited learns nothing of a point that isn't public, nor of its files. Such points come last "
            "on their level, so that everybody has the same numbers."
        ),
    )
    files = blocks.ListBlock(
        DocumentChooserBlock(label=_("document")), label=_("files"), default=[], max_num=MOST_FILES, collapsed=True
    )

    class Meta:
        icon = "list-ol"
        label = _("point of the programme")
        label_format = "{title}"
        form_layout = LAYOUT


class BranchBlock(PointBlock):
    """A point that holds others; which ones `with_points` says."""

    class Meta:
        form_layout = [*LAYOUT, "points"]


def with_points(point: blocks.StructBlock, label: Any) -> blocks.StructBlock:
    """A point that may hold points like `point` below it."""
    below = [("points", blocks.ListBlock(point, label=label, default=[], max_num=MOST_BELOW, collapsed=True))]
    return BranchBlock(local_blocks=below)


class ProgrammeBlock(blocks.StreamBlock):
    point = with_points(with_points(PointBlock(), _("points below it")), _("points below it"))

    class Meta:
        required = False
        max_num = MOST_POINTS
