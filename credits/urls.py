"""Addresses of step 10, a tenant's credit."""

from django.urls import path

from credits import estimate_views, ledger_views, recharge_views, settings_views, views

app_name = "credits"
urlpatterns = [
    path("", views.overview, name="overview"),
    path("pay/", views.pay, name="pay"),
    path("ledger/", ledger_views.ledger, name="ledger"),
    path("ledger/export/", ledger_views.export, name="export"),
    path("recharges/", recharge_views.recharge_list, name="recharges"),
    path("recharges/<int:pk>/", recharge_views.detail, name="recharge"),
    path("recharges/<int:pk>/withdraw/", recharge_views.withdraw, name="withdraw"),
    path("recharges/<int:pk>/ask-again/", recharge_views.ask_again, name="ask_again"),
    path("automatic/", settings_views.settings, name="settings"),
    path("automatic/save/", settings_views.save, name="save_settings"),
    path("automatic/methods/<int:pk>/remove/", settings_views.remove_method, name="remove_method"),
    path("automatic/resume/", recharge_views.resume, name="resume"),
    path("estimate/", estimate_views.page, name="estimate"),
    path("estimate/expect/", estimate_views.expect, name="expect"),
    path("estimate/<int:pk>/forget/", estimate_views.forget, name="forget"),
    path("estimate/lead/", estimate_views.lead, name="lead"),
]
