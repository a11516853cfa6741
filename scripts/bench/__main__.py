"""Runs a bench by its name: `python scripts/bench NAME [OPTIONS]`."""

import importlib
import signal
import sys
from pathlib import Path

FOLDER = Path(__file__).resolve().parent
# A folder that is run stands on the path itself; its modules are to be found as those of a package.
sys.path[:1] = [str(FOLDER.parent), str(FOLDER.parent.parent)]

BENCHES = {
    "pages": "the public pages against the machine's limits, a peer and their goals, on 99,600 services",
    "directory": "searches, pages, growth and writing with 99,600 services, on SQLite and PostgreSQL",
    "verification": "the verification of 99,600 services, on both databases",
    "register": "the register of activities with 20,000 and 200,000 of them, on both databases",
    "requests": "taking in citizens' requests, and none lost or double in a rush, on both databases",
    "mailing": "a newsletter to 10,000 readers, its memory and its PDF, on both databases",
    "soak": "readers, senders, editors and mail at once for ten minutes: no error, memory flat, nothing lost",
    "fill": "fill the empty database of DATABASE_URL with the benches' content",
    "quick": "processor time, queries and size of the public pages on the demo's data, in a minute",
}


def main() -> int:
    if len(sys.argv) < 2 or sys.argv[1] not in BENCHES:
        print("python scripts/bench NAME [OPTIONS], NAME one of", file=sys.stderr)
        for name, what in BENCHES.items():
            print(f"  {name:14} {what}", file=sys.stderr)
        return 2
    name = sys.argv[1]
    # Whoever is told to end ends its servers first.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("ended by a signal"))
    code: int = importlib.import_module(f"bench.{name}").main(sys.argv[2:])
    return code


if __name__ == "__main__":
    sys.exit(main())
