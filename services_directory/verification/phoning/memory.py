"""What one person's round of today remembers in the session: entries behind them, and the one in the editor."""

from typing import Any

from django.utils import timezone

from ...models import Service
from ..asking.fields import change_in_words, values_of

KEY = "verification_round"


class RoundMemory:
    """Begins anew each day. `passed` are entries not to be offered again today, `skipped` those put off by hand."""

    def __init__(self, session: Any) -> None:
        self._session = session
        today = timezone.localdate().isoformat()
        kept = session.get(KEY)
        self._kept: dict[str, Any] = (
            kept if kept and kept["day"] == today else {"day": today, "passed": [], "skipped": [], "done": 0}
        )

    @property
    def passed(self) -> list[int]:
        return [*self._kept["passed"], *self._kept["skipped"]]

    @property
    def skipped(self) -> int:
        return len(self._kept["skipped"])

    @property
    def done(self) -> int:
        """How many were verified today."""
        return int(self._kept["done"])

    def note_done(self, count: int = 1) -> None:
        self._kept["done"] += count
        self._save()

    def note_passed(self, pk: int) -> None:
        self._kept["passed"].append(pk)
        self._kept.pop("editing", None)
        self._save()

    def note_skipped(self, pk: int) -> None:
        self._kept["skipped"].append(pk)
        self._save()

    def offer_skipped_again(self) -> None:
        self._kept["skipped"] = []
        self._save()

    def note_editing(self, service: Service, back: str, said: dict[str, str]) -> None:
        """The person goes into the editor of `service` and comes `back`; `said` is what the form held."""
        self._kept["editing"] = {"pk": service.pk, "before": values_of(service), "back": back, "said": said}
        self._save()

    def way_back(self, pk: int) -> str:
        """Where the editor of this service leads back to; "" if nobody came from a round."""
        editing = self._kept.get("editing")
        return editing["back"] if editing and editing["pk"] == pk else ""

    def said(self, pk: int) -> dict[str, str]:
        """What the form of this service held when its editor was opened."""
        editing = self._kept.get("editing")
        return editing["said"] if editing and editing["pk"] == pk else {}

    def changes(self, service: Service) -> list[dict[str, str]]:
        """What was corrected in `service` since its editor was opened from the round, as the log keeps it."""
        editing = self._kept.get("editing")
        if not editing or editing["pk"] != service.pk:
            return []
        before, now = editing["before"], values_of(service)
        return [change_in_words(key, before[key], now[key]) for key in now if key in before and before[key] != now[key]]

    def _save(self) -> None:
        self._session[KEY] = self._kept
        self._session.modified = True
