"""Answers that belong to no feature."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Say plainly that the form has grown old, with a way back that keeps what the browser remembers."""
    return render(request, "403_csrf.html", status=403)
