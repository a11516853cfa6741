from .public import contact_context, contact_form, thanks

__all__ = ["contact_context", "contact_form", "thanks"]
