"""What of the person is left out of a text that goes without a ground, or when they are forgotten (R6, R9)."""

import pytest

from contact_centre.models import CitizenRequest
from contact_centre.persons import without_person


@pytest.mark.spec("R6", "R9")
@pytest.mark.parametrize(
    ("name", "phone", "text", "left"),
    [
        ("Jana Nováková", "", "S pozdravem Jana  Nováková, Lhota", "S pozdravem […], Lhota"),
        ("Jana Nováková", "", "Volat paní Novákové, Janě Novákové ne", "Volat […], […] ne"),
        ("Marie D.", "", "Děkuji, Marie D.", "Děkuji, […]"),
        ("Eva", "", "Evangelický kostel. Eva", "Evangelický kostel. […]"),
        ("Ja", "", "Ja to viděl", "Ja to viděl"),
        ("", "+420777123456", "volejte +420 777 123 456 nebo 777123456", "volejte […] nebo […]"),
        ("", "+420777123456", "00420 777-123-456", "[…]"),
        ("", "", "pište na JANA@example.org", "pište na […]"),
        ("(", "12", "( 12 (", "( 12 ("),
    ],
)
def test_name_phone_and_address_are_left_out_however_they_are_written(
    name: str, phone: str, text: str, left: str
) -> None:
    request = CitizenRequest(name=name, phone=phone, email="jana@example.org")
    assert without_person(request, text) == left
