"""The peer to compare with: Wagtail CRX (PyPI `coderedcms`) in an environment of its own, never part of the portal.

`site/` holds what makes a site of the package for the bench: pinned requirements, settings, and the same amount of
content. The project itself is the one the package's own `coderedcms start` writes.
"""
