"""In the editor of a meeting: how it stands on the board, and its proof (M7, M8)."""

from typing import Any

from wagtail.admin.panels import HelpPanel


class NoticePanel(HelpPanel):
    """Both dates, the fingerprint, and the way to the proof; nothing before the notice was put up."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"template": "meetings/admin/notice.html", **kwargs})

    class BoundPanel(HelpPanel.BoundPanel):
        def is_shown(self) -> bool:
            return self.instance.pk is not None and bool(super().is_shown()) and self.state.posted_at is not None

        @property
        def state(self) -> Any:
            from .state import notice_of

            if not hasattr(self, "_state"):
                self._state = notice_of(self.instance)
            return self._state

        def get_context_data(self, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
            from .proof import fingerprint_of, shown

            context: dict[str, Any] = super().get_context_data(parent_context)
            fingerprint = shown(fingerprint_of(self.instance))
            proof = f"{self.instance.full_url}doklad/" if self.instance.full_url else ""
            return {**context, "state": self.state, "fingerprint": fingerprint, "proof_url": proof}
