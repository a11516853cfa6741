"""The directory's list: what the address asks for, the page of results, and counts for every choice (S3)."""

from .asked import Asked, View
from .choices import Chip, Choice
from .listing import LIST_PAGE, Listing, Result, directory_listing
from .places import Place, Places
from .points import service_points
from .whole import Whole, whole_directory

__all__ = [
    "LIST_PAGE",
    "Asked",
    "Chip",
    "Choice",
    "Listing",
    "Place",
    "Places",
    "Result",
    "View",
    "Whole",
    "directory_listing",
    "service_points",
    "whole_directory",
]
