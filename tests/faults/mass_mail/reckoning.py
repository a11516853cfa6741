"""What became of every reader in the fault run: the rows of the database against the journal of the mail server."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field

from newsletters.enums import DeliveryState, MailingState
from newsletters.models import Delivery, Subscriber

from .run import FaultRun, address, planned_faults, unwritable
from .sink import Fault


@dataclass
class Reckoning:
    readers: int
    sent: int = 0
    double: int = 0
    skipped: int = 0
    refused: int = 0
    in_doubt: int = 0
    left_out: int = 0
    may_be_in_doubt: int = 0
    """One for each kill, and for each time the mail server hung or hung up."""
    reasons: Counter[str] = field(default_factory=Counter)
    problems: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        return (
            f"{self.readers} readers: {self.sent} sent, {self.double} double, {self.skipped} skipped,"
            f" {self.refused} refused, {self.in_doubt} in doubt (at most {self.may_be_in_doubt}),"
            f" {self.left_out} left out"
        )


def reckon(run: FaultRun) -> Reckoning:
    """Compare everything; what is not as it has to be stands in `problems`."""
    faults = planned_faults(run.readers)
    dropped = sum(fault not in (Fault.REFUSED, Fault.GREYLISTED) for fault in faults.values())
    found = Reckoning(run.readers, may_be_in_doubt=run.kills + dropped, problems=list(run.problems))
    run.sink.read()
    kept = run.sink.kept()
    deliveries = list(Delivery.objects.filter(mailing=run.mailing))
    _count(found, deliveries, kept)
    _each_for_itself(found, deliveries, kept)
    known = {delivery.recipient for delivery in deliveries}
    missing = set(Subscriber.objects.for_site(run.mailing.site_id).values_list("email", flat=True)) - known
    found.skipped += len(missing)
    if found.double or found.skipped:
        found.problems.append("somebody got it twice, or never")
    if found.in_doubt > found.may_be_in_doubt:
        found.problems.append("more messages are in doubt than broke off")
    _expected_ends(found, run, deliveries, faults)
    _same_bytes(found, run)
    run.mailing.refresh_from_db()
    if run.pauses:
        found.problems.append(f"the mailing paused by itself {run.pauses} times")
    if run.mailing.state != MailingState.DONE:
        found.problems.append(f"the mailing is {run.mailing.state}")
    return found


def _count(found: Reckoning, deliveries: list[Delivery], kept: Counter[str]) -> None:
    states = Counter(delivery.state for delivery in deliveries)
    found.sent, found.refused = states[DeliveryState.SENT], states[DeliveryState.FAILED]
    found.in_doubt, found.left_out = states[DeliveryState.IN_DOUBT], states[DeliveryState.LEFT_OUT]
    found.double = sum(kept[delivery.recipient] > 1 for delivery in deliveries)
    unsettled = {DeliveryState.WAITING, DeliveryState.SENDING}
    found.skipped = sum(
        delivery.state in unsettled or (delivery.state == DeliveryState.SENT and not kept[delivery.recipient])
        for delivery in deliveries
    )


def _each_for_itself(found: Reckoning, deliveries: list[Delivery], kept: Counter[str]) -> None:
    """Who was refused or left out got nothing and it is said why; what is in doubt is explained too."""
    for delivery in deliveries:
        if delivery.state in (DeliveryState.FAILED, DeliveryState.LEFT_OUT) and kept[delivery.recipient]:
            found.problems.append(f"{delivery.pk} is {delivery.state} and was taken")
        if delivery.state not in (DeliveryState.SENT, DeliveryState.WAITING, DeliveryState.SENDING):
            found.reasons[f"{delivery.state}: {delivery.last_error}"] += 1
            if not delivery.last_error:
                found.problems.append(f"{delivery.pk} is {delivery.state} without a reason")


def _expected_ends(found: Reckoning, run: FaultRun, deliveries: list[Delivery], faults: dict[str, str]) -> None:
    """Whom the server refused failed, whom it put off got it, whose data are broken failed, who left is left out."""
    state = {delivery.recipient: delivery.state for delivery in deliveries}
    ends: dict[str, set[str]] = defaultdict(lambda: {DeliveryState.SENT, DeliveryState.IN_DOUBT})
    ends |= {to: {DeliveryState.FAILED} for to, fault in faults.items() if fault == Fault.REFUSED}
    ends[unwritable(run.readers)] = {DeliveryState.FAILED}
    ends[address(run.readers - 1)] = {DeliveryState.LEFT_OUT}
    wrong = {to: ended for to, ended in state.items() if ended not in ends[to] | {DeliveryState.IN_DOUBT}}
    if wrong:
        found.problems.append(f"{len(wrong)} ended otherwise than they had to: {sorted(set(wrong.values()))}")


def _same_bytes(found: Reckoning, run: FaultRun) -> None:
    """Every attempt of a message had the same bytes and Message-ID, and no two messages share one."""
    texts: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for message in run.sink.messages:
        texts[message.message_id].add((message.recipient, message.digest))
    if any(len(text) > 1 for text in texts.values()):
        found.problems.append("an attempt of a message differs from another one")
