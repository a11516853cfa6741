"""Tables as answers to a request."""

from collections.abc import Sequence

from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse

from .tables import CONTENT_TYPES, Rows, csv_lines, xlsx_bytes


def table_response(name: str, file_format: str, header: Sequence[str], rows: Rows) -> HttpResponseBase:
    """A table as a download called `name`, never kept by a cache on the way."""
    response: HttpResponseBase
    if file_format == "xlsx":
        response = HttpResponse(xlsx_bytes(name, header, rows))
    else:
        response = StreamingHttpResponse(csv_lines(header, rows))
    response["Content-Type"] = CONTENT_TYPES[file_format]
    response["Content-Disposition"] = f'attachment; filename="{name}.{file_format}"'
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response
