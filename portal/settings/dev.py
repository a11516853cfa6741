"""A developer's machine: debug pages, mail on the console, an unsafe key."""

from .base import *
from .env import env, mailers
from .logs import logging_config

DEBUG = True
DEMO = env.bool("DEMO", default=True)
SECOND_FACTOR_REQUIRED = not DEMO
SECRET_KEY = "development-only-key-never-used-outside-a-developers-machine"
ALLOWED_HOSTS = ["*"]
CACHES = {**CACHES, "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
MAILERS = mailers({"BACKEND": "django.core.mail.backends.console.EmailBackend"})
LOGGING = logging_config(readable=True, level="INFO")
PAGE_CACHE = env.bool("PAGE_CACHE", default=False)
INTERNAL_IPS = ["127.0.0.1"]
