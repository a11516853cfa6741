"""Some associations of the national list, for the demonstration."""

from pathlib import Path

from portal.tenancy.models import Union

from .register.reading import read_register
from .register.writing import write_register

DATA = Path(__file__).parent / "demo" / "register.csv"


def load_demo_register(union: Union) -> None:
    """Load them; idempotent."""
    write_register(read_register(DATA.read_bytes()))
