"""All addresses. Tenant pages live under /t/<tenant>/, the provider's under /desk/ and /operator/."""

from django.urls import URLPattern, URLResolver, include, path

from config.health import healthz
from porting.carrier.webhooks import webhook
from tenants.home import home

TENANT_URLS: list[URLPattern | URLResolver] = [
    path("", include("wizard.urls")),
    path("countries/", include("countries.urls")),
    path("people/", include("tenants.people.urls")),
    path("groups/", include("tenants.groups.urls")),
    path("sites/", include("tenants.site_urls")),
    path("licences/", include("licensing.urls")),
    path("numbers/", include("numbering.urls")),
    path("requests/", include("numbering.requests.urls")),
    path("ports/", include("porting.urls")),
    path("ports/", include("porting.papers.urls")),
    path("service-numbers/", include("services.numbers.urls")),
    path("sounds/", include("services.sounds.urls")),
    path("attendants/", include("services.attendants.urls")),
    path("calling-plans/", include("services.plans.urls")),
    path("conferencing/", include("services.bridges.urls")),
    path("queues/", include("services.queues.urls")),
    path("credits/", include("credits.urls")),
    path("organisation/", include("tenants.urls")),
    path("history/", include("tenants.history_urls")),
    path("jobs/", include("jobs.urls")),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("", home, name="home"),
    path("healthz", healthz, name="healthz"),
    path("t/<slug:tenant>/", include(TENANT_URLS)),
    path("desk/ports/", include("porting.desk.note_urls")),
    path("desk/ports/", include("porting.desk.urls")),  # before the next, which takes desk/<word>/
    path("desk/", include("numbering.requests.desk_urls")),
    path("desk/port-papers/", include("porting.papers.desk_urls")),
    path("operator/", include("tenants.operator_urls")),
    path("operator/licences/", include("licensing.operator_urls")),
    path("operator/credits/", include("credits.operator_urls")),
    path("operator/countries/", include("countries.operator_urls")),
    path("operator/carrier/", include("carriers.operator_urls")),
    path("operator/workers/", include("jobs.operator_urls")),
    path("operator/ports/", include("porting.reference.operator_urls")),
    path("sign/", include("porting.papers.sign_urls")),
    path("carrier-events/ports/", webhook, name="port_webhook"),
    path("account/", include("tenants.account_urls")),
    path("account/", include("tenants.sign_in.urls")),
    path("", include("ui.urls")),
]

handler429 = "tenants.sign_in.views.too_many_requests"  # the sign-in library asks for it
