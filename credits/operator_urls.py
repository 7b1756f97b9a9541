"""Addresses of the operator's side of credit, under /operator/credits/."""

from django.urls import path

from credits import provider, rate_views

app_name = "operator_credits"
urlpatterns = [
    path("", provider.recharge_list, name="recharges"),
    path("toll-free-rates/", rate_views.rate_list, name="rates"),
    path("toll-free-rates/<slug:code>/", rate_views.rate, name="rate"),
    path("tenants/<slug:slug>/", provider.tenant_payments, name="payments"),
    path("tenants/<slug:slug>/recharges/<int:pk>/ask-again/", provider.ask_again, name="ask_again"),
    path("tenants/<slug:slug>/recharges/<int:pk>/give-up/", provider.give_up, name="give_up"),
    path("tenants/<slug:slug>/recharges/<int:pk>/withdraw/", provider.withdraw, name="withdraw"),
]
