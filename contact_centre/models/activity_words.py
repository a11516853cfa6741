"""An activity in words, for lists and exports, which know neither choices nor empty relations."""

from typing import Any

from django.utils.translation import gettext


class ActivityWords:
    """What a row of the register says, as people read it; a mixin of `Activity`."""

    follows: Any
    get_project_part_display: Any
    get_source_display: Any
    get_status_display: Any
    is_expert_advice: bool
    municipalities: Any
    output: Any
    project: Any
    project_output: str
    responsible: Any
    source_page: Any

    @property
    def status_label(self) -> str:
        return self.get_status_display()

    @property
    def advice_label(self) -> str:
        return gettext("yes") if self.is_expert_advice else gettext("no")

    @property
    def responsible_name(self) -> str:
        return self.responsible.name if self.responsible else ""

    @property
    def output_label(self) -> str:
        return self.output.label if self.output else ""

    @property
    def source_label(self) -> str:
        return self.get_source_display()

    @property
    def source_page_title(self) -> str:
        return self.source_page.title if self.source_page else ""

    @property
    def project_name(self) -> str:
        return self.project.name if self.project else ""

    @property
    def project_part_label(self) -> str:
        part = self.get_project_part_display()
        return f"{part}: {self.project_output}" if self.project_output else part

    @property
    def follows_reference(self) -> str:
        return self.follows.reference if self.follows else ""

    @property
    def municipality_names(self) -> str:
        return ", ".join(municipality.name for municipality in self.municipalities.all())

    @property
    def request_reference(self) -> str:
        request = getattr(self, "request", None)
        return request.reference if request else ""
