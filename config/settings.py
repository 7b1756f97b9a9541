"""Settings, all in one file. Values come from the environment; secrets may also come from a file named by `<NAME>_FILE`.

`SWITCHBOARD_MODE` says what this installation is: `demonstration` (the default: embedded servers, demonstration
accounts, sandbox payment, an outbox page), `production` (refuses to start with any of these), or `test`.
"""

from pathlib import Path

import dj_database_url
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _
from environs import Env

from config import embedded

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = BASE_DIR / "var"

env = Env()


def secret(name: str, default: str | None = None) -> str:
    """The value of `name`, or the content of the file that `<name>_FILE` names (as container secrets are mounted)."""
    if path := env.str(f"{name}_FILE", ""):
        return Path(path).read_text(encoding="utf-8").strip()
    value = env.str(name, default)
    if value is None:
        raise ImproperlyConfigured(f"Set {name}, or {name}_FILE to a file that holds it.")
    return value


# What this installation is ------------------------------------------------------------------------------------

MODE = env.str("SWITCHBOARD_MODE", "demonstration")
if MODE not in {"demonstration", "production", "test"}:
    raise ImproperlyConfigured("SWITCHBOARD_MODE is one of demonstration, production, test.")
PRODUCTION = MODE == "production"
DEMONSTRATION = MODE == "demonstration"
VERSION = "0.1"

DEFAULT_SECRET_KEY = "demonstration-only-not-a-secret-change-me-in-production-0123456789"  # noqa: S105 - refused in production
SECRET_KEY = secret("SECRET_KEY", None if PRODUCTION else DEFAULT_SECRET_KEY)
DEBUG = env.bool("DEBUG", False)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", [] if PRODUCTION else ["*"])
SITE_URL = env.str("SITE_URL", "http://127.0.0.1:8000")
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", [SITE_URL] if PRODUCTION else [])

# The carrier behind the number pages, and whether money may be pretended. See carriers/ and credits/.
CARRIER = env.str("CARRIER", "carriers.sandbox.SandboxCarrier")
SANDBOX_SECONDS = env.float("SANDBOX_SECONDS", 0.0 if MODE == "test" else 1.5)
# The carrier that brings numbers from other providers. The sandbox's days last so many real seconds; its messages are
# signed like a real carrier's with the secret, and without one no message is taken. See carriers/porting_base.py.
PORT_CARRIER = env.str("PORT_CARRIER", "carriers.sandbox_ports.SandboxPorts")
SANDBOX_DAY_SECONDS = env.float("SANDBOX_DAY_SECONDS", 60.0 if DEMONSTRATION else 86400.0)
PORT_WEBHOOK_SECRET = secret("PORT_WEBHOOK_SECRET", "" if PRODUCTION else "demonstration-carrier")
# Seconds after which an order at a carrier that has said nothing is asked about.
PORT_POLL_SECONDS = env.float("PORT_POLL_SECONDS", 900.0 if PRODUCTION else 20.0)
SANDBOX_PAYMENT = env.bool("SANDBOX_PAYMENT", not PRODUCTION)
# The gateway that takes money (credits.gateways.Gateway). Without one, a recharge is a request to the operator.
PAYMENT_GATEWAY = env.str("PAYMENT_GATEWAY", "")
# Seconds before a payment that was declined for now is tried again.
RECHARGE_RETRY_SECONDS = env.float("RECHARGE_RETRY_SECONDS", 3600.0 if PRODUCTION else 10.0)

# Applications ---------------------------------------------------------------------------------------------------

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.contrib.postgres",
    "template_partials",
    "django_htmx",
    "django_countries",
    "csp",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "ui",
    "audit",
    "tenants",
    "jobs",
    "carriers",
    "countries",
    "licensing",
    "credits",
    "numbering",
    "porting",
    "services.sounds",
    "services.voice_apps",
    "services.attendants",
    "services.queues",
    "services.bridges",
    "services.plans",
    "services.numbers",
    "wizard",
]

MIDDLEWARE = [
    "config.logs.RequestLogMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "ui.middleware.RefusalMiddleware",
    "ui.middleware.HtmxMessagesMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "config.context.console",
            ],
            "builtins": ["template_partials.templatetags.partials", "django.templatetags.i18n"],
        },
    }
]
FORM_RENDERER = "ui.forms.ConsoleRenderer"

# Data -----------------------------------------------------------------------------------------------------------

DATABASES = {
    "default": {
        **dj_database_url.parse(embedded.database_url()),
        "ATOMIC_REQUESTS": False,
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }
}
REDIS_URL = embedded.redis_url()
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# Sessions and rate limits must survive a flushed or stopped Redis, so both live in the database.
SESSION_ENGINE = "django.contrib.sessions.backends.db"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache"}}

# Workers --------------------------------------------------------------------------------------------------------

CELERY_BROKER_URL = REDIS_URL
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {"socket_timeout": 2, "socket_connect_timeout": 2}
CELERY_TASK_PUBLISH_RETRY = False
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TASK_ALWAYS_EAGER = MODE == "test"
CELERY_TASK_EAGER_PROPAGATES = True
CELERY_TIMEZONE = "UTC"
# A job's lease: how long a worker may be silent before another takes the job over, in seconds.
JOB_LEASE_SECONDS = env.float("JOB_LEASE_SECONDS", 30.0)
WORKER_SILENCE_SECONDS = env.int("WORKER_SILENCE_SECONDS", 60)

# People and sign-in ---------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "tenants.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = (
    ["django.contrib.auth.hashers.MD5PasswordHasher"]
    if MODE == "test"
    else ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]
)
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_ADAPTER = "tenants.sign_in.sign_in.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = None
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    "login_failed": "10/m/ip,5/5m/key",
    "reset_password": "20/m/ip,5/m/key",
    "reset_password_from_key": "20/m/ip",
    "port_events": "600/m/ip",  # messages of a carrier (porting.carrier.webhooks)
    "port_letter": "240/m/ip",  # the link of a letter of authorization, with pictures of its pages (porting.papers.sign_views)
    "port_signing": "20/m/ip,10/5m/key",  # attempts to sign it
}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Switchboard"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not PRODUCTION
USERSESSIONS_TRACK_ACTIVITY = True

# Mail: every mail is a row first (jobs.mail); a worker hands it to the delivery backend. -------------------------

EMAIL_BACKEND = "jobs.mail.OutboxBackend"
MAIL_DELIVERY_BACKEND = (
    "django.core.mail.backends.smtp.EmailBackend"
    if PRODUCTION
    else "django.core.mail.backends.dummy.EmailBackend"
)
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", "Switchboard <switchboard@example.com>")
EMAIL_HOST = env.str("EMAIL_HOST", "localhost")
EMAIL_PORT = env.int("EMAIL_PORT", 25)
EMAIL_HOST_USER = env.str("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = secret("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = env.bool("EMAIL_USE_TLS", False)
EMAIL_TIMEOUT = 10

# Words, times, files --------------------------------------------------------------------------------------------

LANGUAGE_CODE = "en-gb"
LANGUAGES = [("en-gb", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
# Country names as the reference data has them (CLDR), so that one country has one name on a page.
COUNTRIES_OVERRIDE = {
    "AG": _("Antigua & Barbuda"),
    "BA": _("Bosnia & Herzegovina"),
    "BS": _("Bahamas"),
    "HK": _("Hong Kong SAR China"),
    "KN": _("St. Kitts & Nevis"),
    "LC": _("St. Lucia"),
    "TC": _("Turks & Caicos Islands"),
    "TT": _("Trinidad & Tobago"),
    "US": _("United States"),
}
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = env.str("STATIC_ROOT", str(VAR_DIR / "static"))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = MODE != "production"
MEDIA_ROOT = env.str("MEDIA_ROOT", str(VAR_DIR / "media"))
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_HANDLERS = [
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "ui.uploads.CappedUploadHandler",
]

# Security -------------------------------------------------------------------------------------------------------

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "media-src": [SELF],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = PRODUCTION
CSRF_COOKIE_HTTPONLY = True
SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", PRODUCTION)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if PRODUCTION else None
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
SECURE_HSTS_SECONDS = 31_536_000 if PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = PRODUCTION
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SILENCED_SYSTEM_CHECKS: list[str] = []

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"request": {"()": "config.logs.RequestFilter"}},
    "formatters": {
        "json": {"()": "config.logs.JsonFormatter"},
        "readable": {"()": "config.logs.ReadableFormatter"},
    },
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "filters": ["request"],
            "formatter": "json" if PRODUCTION else "readable",
        }
    },
    # What a worker received and finished is told by the job itself, in its own words (jobs.runner).
    "loggers": {
        name: {"level": "WARNING"} for name in ("celery.worker.strategy", "celery.app.trace", "celery.beat")
    },
    "root": {"handlers": ["console"], "level": "WARNING" if MODE == "test" else "INFO"},
}
