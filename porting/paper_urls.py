"""Addresses of the papers and the letter of a port order."""

from django.urls import path

from porting import paper_views

app_name = "port_papers"
urlpatterns = [
    path("<int:pk>/papers/", paper_views.overview, name="overview"),
    path("<int:pk>/papers/add/", paper_views.add, name="add"),
    path("<int:pk>/papers/<int:paper>/", paper_views.look, name="look"),
    path("<int:pk>/papers/<int:paper>/pages/<int:number>/", paper_views.page, name="page"),
    path("<int:pk>/papers/<int:paper>/download/", paper_views.download, name="download"),
    path("<int:pk>/papers/<int:paper>/remove/", paper_views.remove, name="remove"),
    path("<int:pk>/papers/<int:paper>/put-back/", paper_views.put_back, name="put_back"),
    path("<int:pk>/letter/make/", paper_views.make_letter, name="make_letter"),
    path("<int:pk>/letter/take-back/", paper_views.revoke_letter, name="revoke_letter"),
    path("<int:pk>/letter/letter.pdf", paper_views.letter, name="letter"),
]
