"""Addresses of what the desk writes and keeps: comments, saved replies, saved views."""

from django.urls import path

from porting.desk import bulk_views, note_views, reply_views, saved_view_views

app_name = "desk_notes"
urlpatterns = [
    path("<int:pk>/comment/", note_views.comment, name="comment"),
    path("<int:pk>/no-answer/", note_views.need_no_answer, name="no_answer"),
    path("bulk/", bulk_views.bulk, name="bulk"),
    path("bulk/done/", bulk_views.done, name="bulk_done"),
    path("replies/", reply_views.replies, name="replies"),
    path("replies/add/", reply_views.add, name="add_reply"),
    path("replies/<int:pk>/", reply_views.reply, name="reply"),
    path("replies/<int:pk>/remove/", reply_views.remove, name="remove_reply"),
    path("replies/<int:pk>/put-back/", reply_views.put_back, name="put_back_reply"),
    path("views/", saved_view_views.views, name="views"),
    path("views/save/", saved_view_views.save, name="save_view"),
    path("views/put-back/", saved_view_views.put_back, name="put_back_view"),
    path("views/<int:pk>/", saved_view_views.rename, name="rename_view"),
    path("views/<int:pk>/remove/", saved_view_views.remove, name="remove_view"),
]
