"""A mail server that misbehaves as it is told and writes down whatever it takes; a program of its own.

    python -m tests.faults.mass_mail.sink PORT JOURNAL [FAULTS]

FAULTS is JSON of what happens to whom (`Fault` by address). JOURNAL gets a line of JSON for each message that came
whole, before it is answered: whoever dies then, it is known what the server has.
"""

import asyncio
import json
import os
import re
import sys
from collections import Counter
from enum import StrEnum
from hashlib import sha256
from typing import Any

from aiosmtpd.smtp import SMTP

OK = "250 OK"
LATER, NEVER = "451 4.3.0 Try again later", "550 5.1.1 No such user here"
MESSAGE_ID = re.compile(rb"^Message-ID:\s*(<[^>]+>)", re.IGNORECASE | re.MULTILINE)


class Fault(StrEnum):
    REFUSED = "refused"
    """4xx at first, 5xx from then on."""
    GREYLISTED = "greylisted"
    """4xx at first, then taken; said after the text, so that both texts can be compared."""
    HANGS = "hangs"
    """No answer after the text, which is thrown away."""
    DROPPED_AFTER = "dropped after"
    """The text is taken, and the connection closed without an answer."""
    DROPPED_BEFORE = "dropped before"
    """The connection is closed before the text."""


class Server:
    def __init__(self, journal: str, faults: dict[str, str]) -> None:
        self._journal = os.open(journal, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
        self._faults = faults
        self._attempts: Counter[str] = Counter()

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        fault = self._faults.get(address)
        self._attempts[address] += 1
        if fault == Fault.DROPPED_BEFORE:
            server.transport.abort()
            return LATER
        if fault == Fault.REFUSED:
            return LATER if self._attempts[address] == 1 else NEVER
        envelope.rcpt_tos.append(address)
        return OK

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        address = envelope.rcpt_tos[0]
        fault = self._faults.get(address)
        is_put_off = fault == Fault.GREYLISTED and self._attempts[address] == 1
        self._note(session, envelope, taken=not is_put_off and fault != Fault.HANGS)
        if is_put_off:
            return LATER
        if fault == Fault.HANGS:
            await asyncio.sleep(3600)
        if fault == Fault.DROPPED_AFTER:
            server.transport.abort()
        return OK

    def _note(self, session: Any, envelope: Any, *, taken: bool) -> None:
        found = MESSAGE_ID.search(envelope.content)
        line = {
            "to": envelope.rcpt_tos[0],
            "id": found[1].decode() if found else "",
            "digest": sha256(envelope.content).hexdigest(),
            "from_port": session.peer[1],
            "taken": taken,
        }
        os.write(self._journal, json.dumps(line).encode() + b"\n")


async def serve(port: int, journal: str, faults: dict[str, str]) -> None:
    handler = Server(journal, faults)
    loop = asyncio.get_running_loop()
    listening = await loop.create_server(lambda: SMTP(handler, hostname="127.0.0.1", loop=loop), "127.0.0.1", port)
    async with listening:
        await listening.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1]), sys.argv[2], json.loads(sys.argv[3]) if len(sys.argv) > 3 else {}))
