"""Addresses of the link by which a letter of authorization is signed."""

from django.urls import path

from porting.papers import sign_views

app_name = "sign"
urlpatterns = [
    path("<str:token>/", sign_views.letter, name="letter"),
    path("<str:token>/decline/", sign_views.decline, name="decline"),
    path("<str:token>/letter.pdf", sign_views.download, name="download"),
    path("<str:token>/pages/<int:number>/", sign_views.page, name="page"),
]
