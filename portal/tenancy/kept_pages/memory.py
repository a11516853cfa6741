"""Where answers are kept: in the process, the least recently asked for making room, within bounds.

Pages stand on one shelf; what anybody can ask for in any number (addresses with a query, addresses that lead nowhere or
on) on another, so that guessing addresses never pushes a page out.
"""

from collections import OrderedDict
from contextlib import suppress
from threading import Lock

from .asked import Key
from .entry import Entry

SHARE_OF_PAGES = 0.75
LARGEST = 0.1
"""Of its shelf: a larger answer is not kept."""


class Shelf:
    """Answers by key within `bytes_` and `entries`."""

    def __init__(self, bytes_: int, entries: int) -> None:
        self.bytes_, self.entries = bytes_, entries
        self.held = 0
        self._kept: OrderedDict[Key, tuple[Entry, int]] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Key) -> Entry | None:
        found = self._kept.get(key)
        if found is None:
            return None
        # Another thread may have just made room with it.
        with suppress(KeyError):
            self._kept.move_to_end(key)
        return found[0]

    def put(self, key: Key, entry: Entry) -> bool:
        """Keep it in place of what was there; False if it is too large."""
        # What it may grow to when it has been packed for every browser.
        size = entry.size + len(entry.body) // 2
        if size > self.bytes_ * LARGEST:
            self.drop(key)
            return False
        with self._lock:
            self._take(key)
            self._kept[key] = entry, size
            self.held += size
            while self.held > self.bytes_ or len(self._kept) > self.entries:
                self._take(next(iter(self._kept)))
        return True

    def drop(self, key: Key) -> None:
        with self._lock:
            self._take(key)

    def _take(self, key: Key) -> None:
        found = self._kept.pop(key, None)
        if found is not None:
            self.held -= found[1]

    def __len__(self) -> int:
        return len(self._kept)


class Memory:
    """Both shelves. `bytes_` and `entries` bound them together."""

    def __init__(self, bytes_: int, entries: int) -> None:
        pages_bytes, pages = int(bytes_ * SHARE_OF_PAGES), int(entries * SHARE_OF_PAGES)
        self.pages = Shelf(pages_bytes, pages)
        self.others = Shelf(bytes_ - pages_bytes, entries - pages)

    def get(self, key: Key) -> Entry | None:
        """What is kept under `key`, whether it still holds or not."""
        return (self.pages.get(key) or self.others.get(key)) if not key[3] else self.others.get(key)

    def put(self, key: Key, entry: Entry) -> None:
        is_page = not key[3] and entry.status.startswith("200")
        (self.others if is_page else self.pages).drop(key)
        (self.pages if is_page else self.others).put(key, entry)

    def drop(self, key: Key) -> None:
        """Forget what stands under `key`: the address answers otherwise now."""
        self.pages.drop(key)
        self.others.drop(key)

    @property
    def held(self) -> int:
        return self.pages.held + self.others.held

    def __len__(self) -> int:
        return len(self.pages) + len(self.others)
