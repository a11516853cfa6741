from .codelists import CodeListForm
from .public import FORM_ID, ContactForm
from .register import ActivityForm, CancelForm, CloseForm, FileForm

__all__ = ["FORM_ID", "ActivityForm", "CancelForm", "CloseForm", "CodeListForm", "ContactForm", "FileForm"]
