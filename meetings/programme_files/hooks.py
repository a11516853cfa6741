"""Registers what asks before a document is given out."""

from wagtail import hooks

from .serving import refuse_hidden

hooks.register("before_serve_document", refuse_hidden)
