"""A real installation, and the demo too: hashed static files, no debug pages, secrets from the environment."""

from . import sentry
from .base import *
from .env import env, mailers, strong

SECRET_KEY = env.str("SECRET_KEY") if DEMO else strong(env.str("SECRET_KEY"))
if SENTRY_DSN:
    sentry.start(SENTRY_DSN)
MAILERS = mailers(env.json("MAILER", default=MAILERS["delivery"]))
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}}

LINK_CHECK = env.bool("LINK_CHECK", default=not DEMO)

HTTPS = env.bool("HTTPS", default=not DEMO)
SECURE_SSL_REDIRECT = HTTPS
BEHIND_PROXY = env.bool("BEHIND_PROXY", default=HTTPS)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None
TRUSTED_PROXIES = env.int("TRUSTED_PROXIES", default=int(BEHIND_PROXY))
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
# An association's domain has websites of others below it, which may not know HTTPS; a preloaded domain stays so for
# years. Only whoever owns all of them may say it for all.
SECURE_HSTS_INCLUDE_SUBDOMAINS = env.bool("HSTS_INCLUDE_SUBDOMAINS", default=False)
SECURE_HSTS_PRELOAD = False
SILENCED_SYSTEM_CHECKS = [*SILENCED_SYSTEM_CHECKS, "security.W005", "security.W021"]
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$", r"^metrics$"]
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SECURE = HTTPS
if HTTPS:
    # Browsers take them from this very host only, over HTTPS: no neighbour below the same domain sets them.
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-session", "__Host-csrf"
