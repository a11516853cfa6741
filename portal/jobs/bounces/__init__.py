"""Mail that came back: what a mail server refused, and reports of non-delivery that arrived later (RFC 3464)."""

from .registry import Bounce, register_bounce_handler, register_posted_model

__all__ = ["Bounce", "register_bounce_handler", "register_posted_model"]
