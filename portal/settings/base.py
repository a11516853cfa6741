"""What every installation shares. Everything that differs comes from the environment (`env`)."""

from datetime import timedelta

from django.conf.locale import LANG_INFO

from .env import (
    BASE_DIR,
    VAR_DIR,
    cache,
    database,
    env,
    mail_webhooks,
    mailers,
    page_search,
    secret,
    storages,
)
from .logs import logging_config
from .safety import *

DEBUG = False
DEMO = env.bool("DEMO", default=False)
# Which hosts are sites stands in the database, all others get 404 (`portal.core.middleware.KnownHostMiddleware`).
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["*"])

INSTALLED_APPS = [
    "home",
    "services_directory",
    "newsletters",
    "meetings",
    "contact_centre",
    "portal.founding",
    "portal.programme",
    "portal.jobs",
    "portal.users",
    "portal.tenancy",
    "portal.help",
    "portal.core",
    "wagtail_localize",
    "wagtail_localize.locales",
    "wagtail.contrib.forms",
    "wagtail.contrib.redirects",
    "wagtail.contrib.routable_page",
    "wagtail.contrib.settings",
    "wagtail.contrib.typed_table_block",
    "wagtail.embeds",
    "wagtail.sites",
    "portal.users.apps.UsersAdminConfig",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "crispy_forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "axes",
    "django_tasks_db",
    "django_permissions_policy",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django.forms",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "portal.core.request_log.RequestLogMiddleware",
    "django.middleware.gzip.GZipMiddleware",  # pages only: static files above are compressed on disk
    "portal.tenancy.middleware.SiteFrameMiddleware",
    "portal.core.middleware.KnownHostMiddleware",
    "portal.core.middleware.ContentSecurityPolicyMiddleware",
    "portal.tenancy.api.middleware.OpenDataMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "portal.core.middleware.PathLanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "portal.tenancy.opening.middleware.PreparationMiddleware",
    "portal.users.middleware.SecondFactorMiddleware",
    "portal.tenancy.middleware.AdminBoundaryMiddleware",
    "newsletters.review.refusals.RefusalsMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "portal.tenancy.kept_pages.context.messages",
                "portal.tenancy.context.site",
            ],
        },
    },
]

DATABASES = {
    "default": database(
        env.str("DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'portal.sqlite3'}"),
        test_suffix=env.str("TEST_DB_SUFFIX", default="main"),
    )
}

CACHES = {
    "default": cache(env.str("CACHE_URL", default="dbcache://portal_cache")),
    # What each process counts for itself.
    "memory": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "memory",
        "OPTIONS": {"MAX_ENTRIES": 20_000},
    },
}

# --- Public pages kept in memory by each web process (decision 56) ---------------------------------
PAGE_CACHE = env.bool("PAGE_CACHE", default=True)
PAGE_CACHE_MEGABYTES = env.float("PAGE_CACHE_MEGABYTES", default=64)
PAGE_CACHE_ENTRIES = env.int("PAGE_CACHE_ENTRIES", default=20_000)
# A page that says how long it holds is made anew after so many seconds at the latest.
PAGE_CACHE_SECONDS = env.int("PAGE_CACHE_SECONDS", default=3600)
# With the database away kept pages are served, marked, for so long.
PAGE_CACHE_STALE_HOURS = env.float("PAGE_CACHE_STALE_HOURS", default=24)

# --- Languages -------------------------------------------------------------------------------------
LANGUAGE_CODE = "cs"
# What the installation offers; every site begins with SITE_LANGUAGES and turns on others by itself (decision 66).
_CODES = [LANGUAGE_CODE, *(code for code in env.list("LANGUAGES", default=["cs", "en"]) if code != LANGUAGE_CODE)]
LANGUAGES = [(code, LANG_INFO[code]["name_local"]) for code in _CODES]
SITE_LANGUAGES = [LANGUAGE_CODE, *env.list("SITE_LANGUAGES", default=["en"])]
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES
WAGTAILADMIN_PERMITTED_LANGUAGES = [pair for pair in LANGUAGES if pair[0] in {"cs", "en"}]
LOCALE_PATHS = [BASE_DIR / "locale", BASE_DIR / "locale" / "wagtail"]
TIME_ZONE = "Europe/Prague"
USE_TZ = True
USE_I18N = True
WAGTAIL_I18N_ENABLED = True

# --- Files -----------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
MEDIA_URL = "/media/"
MEDIA_ROOT = VAR_DIR / "media"
# Where the proxy gives pictures out from once they were asked for here (nginx: `internal`); without it we send them.
MEDIA_ACCEL = env.str("MEDIA_ACCEL", default="")
PRIVATE_MEDIA_ROOT = VAR_DIR / "private"
STORAGES = {
    **storages(PRIVATE_MEDIA_ROOT),
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}

# --- Wagtail ---------------------------------------------------------------------------------------
# Addresses are read out, typed and printed: "setkani", not "setkání" (C11).
WAGTAIL_ALLOW_UNICODE_SLUGS = False
WAGTAIL_SITE_NAME = env.str("PORTAL_NAME", default="Portál svazků obcí")
WAGTAILADMIN_BASE_URL = env.str("ADMIN_BASE_URL", default="http://localhost:8000")
WAGTAILADMIN_LOGIN_URL = "account_login"
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAILSEARCH_BACKENDS = {"default": page_search(env.str("SEARCH_URL", default=""))}
WAGTAIL_DATE_FORMAT = "%d.%m.%Y"
WAGTAIL_DATETIME_FORMAT = "%d.%m.%Y %H:%M"
WAGTAIL_TIME_FORMAT = "%H:%M"
WAGTAILIMAGES_IMAGE_MODEL = "core.PortalImage"
WAGTAILDOCS_DOCUMENT_MODEL = "core.PortalDocument"
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAILDOCS_EXTENSIONS = ["pdf", "doc", "docx", "odt", "xls", "xlsx", "ods", "csv", "txt", "zip"]
TAGGIT_CASE_INSENSITIVE = True
# Nothing is embedded: no page loads from other servers, and we ask none for what somebody pasted (decision 60).
WAGTAILEMBEDS_FINDERS: list[dict[str, str]] = []

# --- Background work and mail -----------------------------------------------------------------------
TASKS = {
    "default": {
        "BACKEND": "django_tasks_db.DatabaseBackend",
        "QUEUES": ["default", "mail"],
    }
}
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="portal@example.org")
MAILERS = mailers({"BACKEND": "django.core.mail.backends.smtp.EmailBackend", "OPTIONS": {"host": "localhost"}})
# Where reports of non-delivery go (the envelope's sender), and the mailbox to fetch them from, as a URL.
BOUNCE_ADDRESS = env.str("BOUNCE_ADDRESS", default="")
BOUNCE_IMAP_URL = env.str("BOUNCE_IMAP_URL", default="")
# The mail service that reports non-delivery to /anymail/<service>/tracking/, and django-anymail's settings (JSON).
ANYMAIL_WEBHOOKS, ANYMAIL = mail_webhooks()
# Where citizens' answers by e-mail go; "*" is the place of a mark of the request. Without it to the association.
REPLY_ADDRESS = env.str("REPLY_ADDRESS", default="")
# Newsletters: so many messages a minute at most, 0 for as many as the mail server takes.
MAILING_PER_MINUTE = env.int("MAILING_PER_MINUTE", default=600)
OUTBOX_KEEP_TEXTS = timedelta(days=env.int("OUTBOX_KEEP_TEXTS_DAYS", default=30))
OUTBOX_KEEP_MESSAGES = timedelta(days=env.int("OUTBOX_KEEP_MESSAGES_DAYS", default=730))
# Uploaded tables and reports hold internal contacts; the note that there was an import stays.
IMPORT_KEEP_FILES = timedelta(days=env.int("IMPORT_KEEP_FILES_DAYS", default=60))
# Who did what and who looked at personal data (never less than two years: the database refuses).
AUDIT_KEEP_YEARS = env.int("AUDIT_KEEP_YEARS", default=5)
# Whoever reports a mistake leaves an address for the answer only; the report itself stays.
MISTAKE_KEEP_ADDRESS_MONTHS = env.int("MISTAKE_KEEP_ADDRESS_MONTHS", default=6)

# --- Associations that take their data out or leave -------------------------------------------------------
EXPORT_KEEP_DAYS = env.int("EXPORT_KEEP_DAYS", default=7)
# Days between closing a site and deleting everything of it, unless a second administrator agrees earlier.
DEPARTURE_DAYS = env.int("DEPARTURE_DAYS", default=30)
# What the law wants kept of an association that left, as models: one private ZIP, for so many years.
DEPARTED_KEEP = env.list(
    "DEPARTED_KEEP",
    default=["contact_centre.PeriodEvaluation", "contact_centre.Activity", "meetings.MeetingPaper"],
)
DEPARTED_KEEP_YEARS = env.int("DEPARTED_KEEP_YEARS", default=10)

# --- Websites of services: whether they still answer ---------------------------------------------------
LINK_CHECK = False

# --- Logs: no addresses of people's machines, no names, no query strings ------------------------------
LOGGING_CONFIG = "portal.settings.logs.configure"
LOGGING = logging_config(readable=False, level=env.str("LOG_LEVEL", default="INFO"))

# --- Monitoring: who has the token sees figures (/metrics) and what is wrong (/readyz) ----------------
MONITORING_TOKEN = secret("MONITORING_TOKEN")
# Where web processes keep what they count, so that one of them can tell the sum; without it they count nothing.
METRICS_DIR = env.str("METRICS_DIR", default="")
SENTRY_DSN = env.str("SENTRY_DSN", default="")

# --- Open data -------------------------------------------------------------------------------------
OPEN_DATA_LICENCE_NAME = env.str("OPEN_DATA_LICENCE_NAME", default="CC BY 4.0")
OPEN_DATA_LICENCE_URL = env.str("OPEN_DATA_LICENCE_URL", default="https://creativecommons.org/licenses/by/4.0/")
# From one address, counted by each web process.
OPEN_DATA_REQUESTS_PER_MINUTE = env.int("OPEN_DATA_REQUESTS_PER_MINUTE", default=300)
OPEN_DATA_MAX_AGE = env.int("OPEN_DATA_MAX_AGE", default=300)

# --- Forms -----------------------------------------------------------------------------------------
CRISPY_ALLOWED_TEMPLATE_PACKS = "dso"
CRISPY_TEMPLATE_PACK = "dso"
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_HANDLERS = [
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "portal.core.uploading.PatientUploadHandler",
]
