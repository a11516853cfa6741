"""What of a project counts: its preparation, its realisation, each output once (ACT-7)."""

from typing import Any, NamedTuple

from ..enums import ActivityStatus, ProjectPart
from ..models import Activity, Project


class Counted(NamedTuple):
    """A part of a project and the activity that stands for it, None where nobody recorded it yet."""

    part: str
    activity: Activity | None

    @property
    def counts(self) -> bool:
        """Whether it counts already: closed with a concrete output (ACT-1)."""
        return self.activity is not None and self.activity.status == ActivityStatus.CLOSED


def parts_of(project: Project) -> list[Counted]:
    """Preparation, realisation and every output of `project`; a cancelled activity gives up its place."""
    standing: Any = Activity.objects.filter(project=project).exclude(status=ActivityStatus.CANCELLED)
    rows = list(standing.select_related("output").order_by("started_on", "pk"))
    phases = [
        Counted(str(part.label), next((row for row in rows if row.project_part == part), None))
        for part in (ProjectPart.PREPARATION, ProjectPart.REALISATION)
    ]
    return [*phases, *(Counted(row.project_part_label, row) for row in rows if row.project_output)]
