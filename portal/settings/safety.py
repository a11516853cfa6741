"""Who signs in and how, sessions, and what browsers are told: the part of the settings that keeps people out."""

from datetime import timedelta

from django.utils.csp import CSP

from .env import env

DEMO = env.bool("DEMO", default=False)

AUTH_USER_MODEL = "users.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "portal.users.backends.AccountBackend",
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "wagtailadmin_home"
LOGOUT_REDIRECT_URL = "account_login"
PASSWORD_MIN_LENGTH = 12
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": PASSWORD_MIN_LENGTH},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
PASSWORD_RESET_TIMEOUT = 24 * 3600
# Whoever signed in works for so long at most, and is signed out after so long without doing anything.
SESSION_LONGEST = timedelta(hours=env.int("SESSION_LONGEST_HOURS", default=12))
SESSION_IDLE = timedelta(minutes=env.int("SESSION_IDLE_MINUTES", default=120))
SESSION_COOKIE_AGE = int(SESSION_LONGEST.total_seconds())
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True

# Accounts are made by the Union; nobody signs up.
ACCOUNT_ADAPTER = "portal.users.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_REDIRECT_URL = LOGOUT_REDIRECT_URL
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_REAUTHENTICATION_TIMEOUT = 15 * 60
# Wrong passwords are counted by axes for each account and network. Here: the codes of the second factor, sign-ins of
# one network (an office signs in from one address), and letters to one address.
ACCOUNT_RATE_LIMITS = {
    "login_failed": "5/15m/key",
    "login": "100/15m/ip",
    "reset_password": "20/h/ip,5/h/key",
    "reset_password_from_key": "20/15m/ip",
    "reauthenticate": "10/15m/user",
    "change_password": "10/15m/user",
}
# Other numbers than the code's for limits by their names, as JSON: {"contact-draft": 10}.
RATE_LIMITS: dict[str, int] = env.json("RATE_LIMITS", default={})
ACCOUNT_FORMS = {
    "login": "portal.users.account_forms.LoginForm",
    "change_password": "portal.users.account_forms.ChangePasswordForm",
    "reset_password": "portal.users.account_forms.ResetPasswordForm",
    "reset_password_from_key": "portal.users.account_forms.ResetPasswordKeyForm",
    "reauthenticate": "portal.users.account_forms.ReauthenticateForm",
}
# Everybody in the admin signs in with a second factor; only a demonstration goes without.
SECOND_FACTOR_REQUIRED = not DEMO
MFA_FORMS = {
    "authenticate": "portal.users.account_forms.CodeForm",
    "reauthenticate": "portal.users.account_forms.CodeAgainForm",
    "activate_totp": "portal.users.account_forms.EnrolForm",
}
MFA_ADAPTER = "portal.users.adapter.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_TOLERANCE = 1

# How many proxies of ours stand in front and append to X-Forwarded-For; without one the header is not believed.
TRUSTED_PROXIES = env.int("TRUSTED_PROXIES", default=0)
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_USERNAME_CALLABLE = "portal.users.lockout.username"
AXES_CLIENT_IP_CALLABLE = "portal.users.client.ip_address"
AXES_LOCKOUT_CALLABLE = "portal.users.lockout.locked_out"
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_DISABLE_ACCESS_LOG = True
AXES_ENABLE_ADMIN = False
AXES_SENSITIVE_PARAMETERS = ["username", "ip_address", "user_agent", "login", "email"]

# --- What browsers are told ----------------------------------------------------------------------
# Wagtail shows previews in a frame of its own site.
X_FRAME_OPTIONS = "SAMEORIGIN"
SILENCED_SYSTEM_CHECKS = ["security.W019"]
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
# What other websites may load into theirs; feeds, widgets and pictures in mails say otherwise themselves.
CROSS_ORIGIN_RESOURCE_POLICY = "same-origin"
SECURE_CSP = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF],
    "style-src": [CSP.SELF],
    "connect-src": [CSP.SELF],
    "font-src": [CSP.SELF],
    "img-src": [CSP.SELF, "data:"],
    "manifest-src": [CSP.SELF],
    "frame-src": [CSP.SELF],
    "object-src": [CSP.NONE],
    "base-uri": [CSP.SELF],
    "form-action": [CSP.SELF],
    "frame-ancestors": [CSP.SELF],
}
# Wagtail's date pickers and table block still need inline script and style; only its admin gets them.
SECURE_CSP_ADMIN = {
    **SECURE_CSP,
    "default-src": [CSP.SELF],
    "script-src": [CSP.SELF, CSP.UNSAFE_INLINE],
    "style-src": [CSP.SELF, CSP.UNSAFE_INLINE],
    "img-src": [CSP.SELF, "data:", "blob:"],
}
PERMISSIONS_POLICY: dict[str, list[str]] = {
    name: []
    for name in (
        "accelerometer", "browsing-topics", "camera", "display-capture", "encrypted-media", "geolocation", "gyroscope",
        "magnetometer", "microphone", "midi", "payment", "publickey-credentials-get", "screen-wake-lock", "serial",
        "usb", "xr-spatial-tracking",
    )
}  # fmt: skip
CSRF_FAILURE_VIEW = "portal.core.views.csrf_failure"
