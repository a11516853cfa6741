from .codelists import CodeListForm
from .register import ActivityForm, CancelForm, CloseForm, FileForm

__all__ = ["ActivityForm", "CancelForm", "CloseForm", "CodeListForm", "FileForm"]
