"""Loading the national list of associations: every row is judged and reported."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy

from portal.tenancy.municipalities import UnreadableTable

from ..forms import RegisterFileForm
from ..models import RegisteredAssociation
from ..register.judging import Reading
from ..register.reading import read_register
from ..register.writing import write_register
from .founding import FoundingScreen

FAULTS_SHOWN = 200


class RegisterView(FoundingScreen):
    """A file goes in; out comes what was written and what is wrong with each row that wasn't."""

    template_name = "founding/admin/register.html"
    page_title = gettext_lazy("Register of associations")
    header_icon = "upload"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = RegisterFileForm(request.POST, request.FILES)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        try:
            reading = read_register(form.cleaned_data["file"].read())
        except UnreadableTable as error:
            form.add_error("file", str(error))
            return self.render_to_response(self.get_context_data(form=form), status=422)
        faulty = reading.rows - len(reading.entries)
        is_written = bool(reading.entries) and (not faulty or form.cleaned_data["partial"])
        if is_written:
            write_register(reading)
        context = self.get_context_data(form=form, **_report(reading, faulty, is_written))
        return self.render_to_response(context)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kwargs.setdefault("form", RegisterFileForm())
        latest = RegisteredAssociation.objects.order_by("-read_on").values_list("read_on", flat=True).first()
        known = RegisteredAssociation.objects.count()
        return {**super().get_context_data(**kwargs), "known": known, "latest": latest}


def _report(reading: Reading, faulty: int, is_written: bool) -> dict[str, Any]:
    return {
        "reading": reading,
        "faulty": faulty,
        "is_written": is_written,
        "faults": reading.faults[:FAULTS_SHOWN],
        "faults_left": max(0, len(reading.faults) - FAULTS_SHOWN),
    }
