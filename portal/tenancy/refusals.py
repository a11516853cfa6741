"""Actions on several rows at once: each is asked by itself, and what refuses is told with its reason."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.html import format_html, format_html_join
from wagtail.admin import messages


class _TakenBack(Exception):
    """Some rows refused, so nothing is done to any."""


class RefusalsListed:
    """A mixin of Wagtail's bulk actions: `act` does it to one row, `done` and `refused_head` say what happened."""

    request: Any
    display_name: Any
    question: Any
    button: Any
    refused: list[tuple[str, str]]
    all_or_none = False
    """Whether one refusal leaves every row as it was; otherwise the rest is done."""

    def act(self, row: Any) -> bool:
        """Do it; False where there is nothing to do. Raises ValidationError where it is refused."""
        raise NotImplementedError

    def done(self, count: int) -> str:
        """What is said when `count` rows were done."""
        raise NotImplementedError

    def refused_head(self, count: int) -> str:
        """What stands over the list of `count` refusals."""
        raise NotImplementedError

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)  # type: ignore[misc]
        return {**context, "title": self.display_name, "question": self.question, "button": self.button}

    def get_execution_context(self) -> dict[str, Any]:
        return {**super().get_execution_context(), "view": self}  # type: ignore[misc]

    @classmethod
    def execute_action(cls, objects: list[Any], **kwargs: Any) -> tuple[int, int]:
        view: RefusalsListed = kwargs["view"]
        view.refused = []
        try:
            with transaction.atomic():
                count = view.act_on(objects)
                if view.refused and cls.all_or_none:
                    raise _TakenBack
        except _TakenBack:
            return 0, 0
        return count, 0

    def act_on(self, rows: list[Any]) -> int:
        """Act on each row and return how many were done; `refused` gets the others with their reasons."""
        count = 0
        # In the order of their keys: two people with the same rows wait for each other, never for good.
        for row in sorted(rows, key=lambda each: each.pk):
            try:
                with transaction.atomic():
                    count += self.act(row)
            except ValidationError as error:
                self.refused.append((str(row), " ".join(error.messages)))
        return count

    def get_success_message(self, num_parent_objects: int, num_child_objects: int) -> str | None:
        if self.refused:
            listed = format_html_join("", "<li>{}: {}</li>", self.refused)
            head = self.refused_head(len(self.refused))
            messages.warning(self.request, format_html("{}<ul>{}</ul>", head, listed))
        return self.done(num_parent_objects) if num_parent_objects or not self.refused else None
