from .closing import CancelForm, CloseForm, ReopenForm
from .codelists import CodeListForm
from .register import FileForm

__all__ = ["CancelForm", "CloseForm", "CodeListForm", "FileForm", "ReopenForm"]
