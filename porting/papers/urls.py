"""Addresses of the papers and the letter of a port order."""

from django.urls import path

from porting.papers import views

app_name = "port_papers"
urlpatterns = [
    path("<int:pk>/papers/", views.overview, name="overview"),
    path("<int:pk>/papers/add/", views.add, name="add"),
    path("<int:pk>/papers/<int:paper>/", views.look, name="look"),
    path("<int:pk>/papers/<int:paper>/pages/<int:number>/", views.page, name="page"),
    path("<int:pk>/papers/<int:paper>/download/", views.download, name="download"),
    path("<int:pk>/papers/<int:paper>/remove/", views.remove, name="remove"),
    path("<int:pk>/papers/<int:paper>/put-back/", views.put_back, name="put_back"),
    path("<int:pk>/letter/make/", views.make_letter, name="make_letter"),
    path("<int:pk>/letter/take-back/", views.revoke_letter, name="revoke_letter"),
    path("<int:pk>/letter/letter.pdf", views.letter, name="letter"),
]
