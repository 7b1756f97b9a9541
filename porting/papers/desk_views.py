"""Papers for the desk's review: page by page as pictures beside the form, or as a file."""

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404

from porting.models import PortDocument
from porting.papers import serving
from tenants.access import StaffRequest, desk_view


@desk_view
def page(request: StaffRequest, paper: int, number: int) -> HttpResponseBase:
    """A page of a paper of any tenant as a picture."""
    found = get_object_or_404(PortDocument, pk=paper)
    return serving.picture(request, bytes(found.content), digest=found.digest, page=number, pages=found.pages)


@desk_view
def download(request: StaffRequest, paper: int) -> HttpResponse:
    """The very file that was uploaded."""
    found = get_object_or_404(PortDocument, pk=paper)
    return serving.file(bytes(found.content), content_type=found.content_type, name=found.file_name)
