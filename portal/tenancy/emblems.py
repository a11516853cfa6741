"""The emblem of an association where nothing can be fetched: on pages that are set for paper."""

from base64 import b64encode

from .models import Association

ON_PAPER = "max-400x400|bgcolor-fff|format-png"


def emblem_on_paper(association: Association) -> str:
    """The emblem as a data address; empty for an association without one, or whose file is gone."""
    if association.emblem is None:
        return ""
    try:
        with association.emblem.get_rendition(ON_PAPER).file.open("rb") as file:
            return f"data:image/png;base64,{b64encode(file.read()).decode('ascii')}"
    except OSError:
        # Paper without an emblem is better than none.
        return ""
