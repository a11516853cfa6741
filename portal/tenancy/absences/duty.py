"""Who is on duty instead of whom (U2): on days of an absence the deputy, the deputy's deputy and so on.

Nothing is moved: whoever writes a letter or opens a case asks here on that day, so coming back needs no step.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.contrib.auth import get_user_model
from django.utils import timezone

from portal.core.remembered import Remembered

from ..models import Absence, Association, Union
from ..roles import Role


@dataclass(frozen=True)
class Away:
    """One person who is away on a day, and who stands in for them."""

    site_id: int
    user_id: int
    addresses: tuple[str, ...]
    """Theirs, in small letters: of the account and of the person of the centre."""
    deputy_id: int
    deputy_email: str
    """Empty where the deputy's account is closed or has no address."""
    ends_on: date


@dataclass(frozen=True)
class Duty:
    """Everybody who is away on one day; asks the database nothing more but where a chain of deputies ends nowhere."""

    on: date
    away: Mapping[int, Away]

    def of(self, user_id: int) -> int | None:
        """The account on duty for `user_id`: their own unless they are away; None where all deputies are away too."""
        seen: set[int] = set()
        while (absence := self.away.get(user_id)) is not None:
            if user_id in seen or not absence.deputy_email:
                return None
            seen.add(user_id)
            user_id = absence.deputy_id
        return user_id

    def address(self, email: str) -> tuple[str, ...]:
        """Where mail to `email` goes: there, to the deputy of whose address it is, or to the managers of the centre."""
        first = self._by_address.get(email.strip().lower())
        if first is None:
            return (email,) if email.strip() else ()
        last, seen = first, {first.user_id}
        while last.deputy_email:
            following = self.away.get(last.deputy_id)
            if following is None:
                return (last.deputy_email,)
            if following.user_id in seen:
                break
            seen.add(following.user_id)
            last = following
        return self._when_all_are_away(first) or (email,)

    def addresses(self, emails: Iterable[str]) -> tuple[str, ...]:
        """Where mail to all these goes, each address once, in their order."""
        return tuple(dict.fromkeys(address for email in emails for address in self.address(email)))

    @cached_property
    def _by_address(self) -> dict[str, Away]:
        return {address: absence for absence in self.away.values() for address in absence.addresses}

    def _when_all_are_away(self, absence: Away) -> tuple[str, ...]:
        """The managers of the person's centre who are there, else the centre's address; the same for the Union."""
        centre: Association | Union | None = Association.objects.filter(site=absence.site_id).first()
        centre = centre or Union.objects.first()
        people = _managers_of(absence.site_id) if isinstance(centre, Association) else _admins_of_union()
        there = [email for pk, email in people if pk not in self.away and email]
        return tuple(there) or ((centre.email,) if centre is not None and centre.email else ())


def duty_on(on: date | None = None) -> Duty:
    """Who is away `on` a day in Prague (today), in one query whatever the number of people."""
    day = on or timezone.localdate()
    rows = Absence.objects.filter(starts_on__lte=day, ends_on__gte=day).order_by("pk")
    found = rows.values_list(
        "site",
        "user",
        "user__email",
        "user__staff_member__email",
        "deputy",
        "deputy__email",
        "deputy__is_active",
        "ends_on",
    )
    return Duty(
        day,
        {
            user: Away(
                site_id=site,
                user_id=user,
                addresses=tuple(address.lower() for address in (email, own) if address),
                deputy_id=deputy,
                deputy_email=deputy_email if is_active else "",
                ends_on=ends_on,
            )
            for site, user, email, own, deputy, deputy_email, is_active, ends_on in found
        },
    )


_days = Remembered[date, Duty](duty_on, "tenancy.Absence", "tenancy.StaffMember", "users.User")


def duty_today() -> Duty:
    """Who is away today in Prague, kept for a minute: for what must not cost a query, as taking in requests.

    Ask before the transaction: what is read in one is not kept.
    """
    return _days.get(timezone.localdate())


def cases_of(user: Any) -> tuple[int, ...]:
    """The accounts whose cases wait for `user` today: their own first, then of those they stand in for.

    Asked once a day for a user object, so once for a page.
    """
    today = timezone.localdate()
    kept: tuple[date, tuple[int, ...]] | None = getattr(user, "_portal_cases", None)
    if kept is None or kept[0] != today:
        duty = duty_today()
        kept = today, (user.pk, *(pk for pk in duty.away if pk != user.pk and duty.of(pk) == user.pk))
        user._portal_cases = kept
    return kept[1]


def on_duty(user: Any, on: date | None = None) -> Any:
    """Who is there for `user` `on` a day in Prague (today): `user`, their deputy, the deputy's deputy …

    Where all of these are away, `user`.
    """
    instead = duty_on(on).of(user.pk)
    return user if instead in (None, user.pk) else get_user_model()._default_manager.get(pk=instead)


def stands_in_for(user: Any, on: date | None = None) -> list[Any]:
    """Whose reminders and cases `user` has `on` a day in Prague (today), besides their own."""
    duty = duty_on(on)
    absent = [pk for pk in duty.away if pk != user.pk and duty.of(pk) == user.pk]
    return list(get_user_model()._default_manager.filter(pk__in=absent).order_by("last_name", "pk")) if absent else []


def addresses_on_duty(people: Iterable[Any], on: date | None = None) -> tuple[str, ...]:
    """Where mail to `people` (accounts, people of a centre or addresses) goes `on` a day in Prague (today).

    In place of who is away stands the deputy, the deputy's deputy and so on; where all of these are away the managers
    of the person's centre who are there, else the centre's address. Each address once.
    """
    emails = [person if isinstance(person, str) else person.email for person in people]
    return duty_on(on).addresses(email for email in emails if email)


def centre_on_duty(association: Association, duty: Duty | None = None) -> tuple[str, ...]:
    """Where the centre is written to: at the association's own address, its managers' where it has none.

    An address of somebody who is away on the day of `duty` (today) is their deputy's.
    """
    own = [association.email] if association.email else [email for _pk, email in _managers_of(association.site_id)]
    return (duty or duty_on()).addresses(email for email in own if email)


def managers_on_duty(site_id: int, on: date | None = None) -> tuple[str, ...]:
    """The addresses of an association's managers, of their deputies where they are away; else the centre's address."""
    found = addresses_on_duty([email for _pk, email in _managers_of(site_id)], on)
    if found:
        return found
    return tuple(Association.objects.filter(site=site_id).exclude(email="").values_list("email", flat=True))


def union_on_duty(on: date | None = None) -> tuple[str, ...]:
    """The Union's address, else those of its admins or of their deputies."""
    own = Union.objects.exclude(email="").values_list("email", flat=True)
    return addresses_on_duty(list(own) or [email for _pk, email in _admins_of_union()], on)


def _managers_of(site_id: int) -> list[tuple[int, str]]:
    users = get_user_model()._default_manager.filter(is_active=True, groups__in=_manager_group(site_id))
    return list(users.order_by("pk").values_list("pk", "email"))


def _manager_group(site_id: int) -> Any:
    return Association.objects.filter(site=site_id).values("manager_group")


def _admins_of_union() -> list[tuple[int, str]]:
    users = get_user_model()._default_manager.filter(is_active=True, groups__name=str(Role.UNION_ADMIN))
    return list(users.order_by("pk").values_list("pk", "email"))
