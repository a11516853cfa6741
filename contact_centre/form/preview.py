"""Before it is sent: what will go, files to add, what may help at once, and going back. Works without JavaScript.

Every press of a button is a POST that ends in a redirect; what was typed and uploaded waits in the draft.
"""

from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from portal.core.maps import MapPoint, PointMap
from portal.tenancy.models import Association

from ..models import RequestDraft
from ..suggestions.find import suggest
from .drafts import AlreadySent, draft_of, forget_places, remove_file, use_place
from .files import FilesForm, take_files
from .public_form import FORM_ID, SEND, ContactForm
from .sending import FINE, send
from .views import association_of, contact_form, go_on, secret, take_in, with_position

if TYPE_CHECKING:
    from ..models import ContactPage

FILES_ID = "soubory"
REMOVE, USE_PLACE, FORGET_PLACE = "remove", "use_place", "forget_place"
"""Names of the buttons beside "Send" and "Add the files"."""
GONE = 404


def preview(request: HttpRequest, page: "ContactPage", key: str) -> HttpResponse:
    """Show what will be sent, or do what a button says. A draft that was sent leads to its thanks, whenever."""
    association = association_of(request)
    draft = draft_of(association.site, key)
    if draft is None:
        return _gone(request, page)
    if draft.request is not None:
        return go_on(request, page, draft.request)
    if request.method != "POST":
        form = ContactForm(draft.data, association=association, draft=draft)
        if not form.is_valid():
            # What was chosen isn't offered any more: the form says so at its field.
            return redirect(f"{page.get_url(request)}{page.edit_path(key)}#{FORM_ID}")
        return _preview_page(request, page, draft, form, FilesForm())
    try:
        return _press(request, page, association, draft)
    except AlreadySent:
        return redirect(f"{page.get_url(request)}{page.preview_path(key)}#obsah")


@with_position
def edit(request: HttpRequest, page: "ContactPage", key: str) -> HttpResponse:
    """The form again with everything that was typed; its files stay with the draft."""
    association = association_of(request)
    draft = draft_of(association.site, key)
    if draft is None:
        # Too old: what was typed anew goes the way of a new message.
        return contact_form(request, page) if request.method == "POST" else _gone(request, page)
    if draft.request is not None:
        return go_on(request, page, draft.request)
    action = f"{page.get_url(request)}{page.edit_path(key)}#{FORM_ID}"
    if request.method != "POST":
        form = ContactForm(initial=draft.data, association=association, action=action, draft=draft)
        checked = ContactForm(draft.data, association=association, action=action, draft=draft)
        return _edit_page(request, page, draft, form if checked.is_valid() else checked, FINE)
    form = ContactForm(request.POST, association=association, action=action, draft=draft)
    outcome = take_in(request, association, form)
    if isinstance(outcome, int):
        return _edit_page(request, page, draft, form, outcome)
    return go_on(request, page, outcome)


def _press(request: HttpRequest, page: "ContactPage", association: Association, draft: RequestDraft) -> HttpResponse:
    """Take in chosen files whatever was pressed, so that none is lost, then do what was pressed."""
    files = FilesForm(request.POST, request.FILES)
    status = take_files(request, association, draft, files)
    pressed = {name: request.POST[name] for name in (REMOVE, USE_PLACE, FORGET_PLACE) if name in request.POST}
    if pressed.get(REMOVE, "").isdecimal():
        remove_file(draft, int(pressed[REMOVE][:9]))
    elif pressed.get(USE_PLACE, "").isdecimal():
        use_place(draft, int(pressed[USE_PLACE][:9]))
    elif FORGET_PLACE in pressed:
        forget_places(draft)
    draft.refresh_from_db()
    form = ContactForm(draft.data, association=association, draft=draft)
    if not form.is_valid():
        return redirect(f"{page.get_url(request)}{page.edit_path(draft.key)}#{FORM_ID}")
    if status == FINE and SEND in request.POST:
        outcome = send(request, association, form)
        if not isinstance(outcome, int):
            return go_on(request, page, outcome)
        status = outcome
    if status != FINE:
        return _preview_page(request, page, draft, form, files, status)
    return redirect(f"{page.get_url(request)}{page.preview_path(draft.key)}#{FILES_ID}")


def _preview_page(
    request: HttpRequest,
    page: "ContactPage",
    draft: RequestDraft,
    form: ContactForm,
    files: FilesForm,
    status: int = FINE,
) -> HttpResponse:
    data = form.cleaned_data
    request.portal_subpath = page.preview_path(draft.key)  # type: ignore[attr-defined]
    stored = list(draft.files.all())
    point, municipality = data["point"], data["municipality"]
    context: dict[str, Any] = {
        "draft": draft,
        "form": form,
        "files_form": files,
        "files": stored,
        "files_id": FILES_ID,
        "placed": [file for file in stored if file.latitude is not None],
        "data": data,
        "kind": dict(form.fields["kind"].choices)[data["kind"]],  # type: ignore[attr-defined]
        "map": _map(point, municipality) if point else None,
        "edit_url": f"{page.get_url(request)}{page.edit_path(draft.key)}",
        "suggestions": suggest(
            association=form.association,
            text=data["text"],
            municipality=municipality,
            category=data["topic"].category,
            agenda=data["topic"].agenda,
        ),
    }
    response = page.render(request, template="contact_centre/contact_preview.html", context_overrides=context)
    response.status_code = status
    return secret(response)


def _map(point: Any, municipality: Any) -> PointMap:
    points = [MapPoint(point.latitude, point.longitude, "", is_main=True)]
    if municipality.latitude is not None:
        points.append(MapPoint(municipality.latitude, municipality.longitude, municipality.name, is_label=True))
    return PointMap(points)


def _edit_page(
    request: HttpRequest, page: "ContactPage", draft: RequestDraft, form: ContactForm, status: int
) -> HttpResponse:
    request.portal_subpath = page.edit_path(draft.key)  # type: ignore[attr-defined]
    context = {"form": form, "preview_url": f"{page.get_url(request)}{page.preview_path(draft.key)}"}
    response = page.render(request, template="contact_centre/contact_edit.html", context_overrides=context)
    response.status_code = status
    return secret(response)


def _gone(request: HttpRequest, page: "ContactPage") -> HttpResponse:
    response = page.render(request, template="contact_centre/contact_gone.html")
    response.status_code = GONE
    return secret(response)
