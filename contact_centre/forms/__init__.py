from portal.core.code_list_form import CodeListForm

from .closing import CancelForm, CloseForm, ReopenForm
from .register import FileForm

__all__ = ["CancelForm", "CloseForm", "CodeListForm", "FileForm", "ReopenForm"]
