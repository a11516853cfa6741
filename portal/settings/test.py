"""The test suite: fast, silent, nothing leaves the process."""

import tempfile
from pathlib import Path

from .base import *
from .env import mailers
from .logs import logging_config

SECRET_KEY = "test-key"
ALLOWED_HOSTS = ["*"]
DEMO = False
# Tests sign in by a stroke of the pen (`client.force_login`); those of the second factor turn it on.
SECOND_FACTOR_REQUIRED = False
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
CACHES = {**CACHES, "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
MAILERS = mailers({"BACKEND": "django.core.mail.backends.locmem.EmailBackend"})
MAILING_PER_MINUTE = 0
# A run of the tests is one busy network.
RATE_LIMITS = {"search": 0, "suggest": 0, "links": 0, "wrong-links": 0}
LOGGING = logging_config(readable=True, level="WARNING")
TASKS = {"default": {"BACKEND": "django.tasks.backends.immediate.ImmediateBackend", "QUEUES": ["default", "mail"]}}
MEDIA_ROOT = Path(tempfile.mkdtemp(prefix="portal-media-"))
PRIVATE_MEDIA_ROOT = Path(tempfile.mkdtemp(prefix="portal-private-"))
STORAGES = {
    **STORAGES,
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "private": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
}
