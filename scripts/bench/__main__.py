"""Runs a bench by its name: `python scripts/bench NAME [OPTIONS]`."""

import importlib
import sys
from pathlib import Path

FOLDER = Path(__file__).resolve().parent
# A folder that is run stands on the path itself; its modules are to be found as those of a package.
sys.path[:1] = [str(FOLDER.parent), str(FOLDER.parent.parent)]

BENCHES = {
    "pages": "the public pages against the machine's limits, a peer and their goals, on 99,600 services",
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
    code: int = importlib.import_module(f"bench.{name}").main(sys.argv[2:])
    return code


if __name__ == "__main__":
    sys.exit(main())
