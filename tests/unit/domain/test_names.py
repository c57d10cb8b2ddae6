"""What customers are called by."""

import pytest

from console.domain.customers import Customer
from console.domain.names import first_name
from console.domain.slots import fill, slot_values


@pytest.mark.parametrize(
    ("name", "called"),
    [
        ("Maya Lindqvist", "Maya"),
        ("Maya", "Maya"),
        ("Dr. Anna Schmidt", "Anna"),
        ("Prof. Dr. Anna Schmidt", "Anna"),
        ("Mrs Anna Schmidt", "Anna"),
        ("SCHMIDT, Anna", "Anna"),
        ("Schmidt, Dr. Anna Maria", "Anna"),
        ("Anna Schmidt, PhD", "Anna"),
        ("ANNA SCHMIDT", "ANNA"),
        ("Иван Петров", "Иван"),
        ("Mr Lee", "Mr Lee"),
        ("Frau Dr. Schmidt", "Frau Dr. Schmidt"),
        ("SCHMIDT Anna", "SCHMIDT Anna"),
        ("J. Smith", "J. Smith"),
        ("de la Cruz", "de la Cruz"),
        ("Mr and Mrs Smith", "Mr and Mrs Smith"),
        ("Trần Thị Hoa", "Trần Thị Hoa"),
        ("Nguyen Van An", "Nguyen Van An"),
        ("王小明", "王小明"),
        ("王 小明", "王 小明"),
        ("김 민수", "김 민수"),
        ("Dr.", "Dr."),
        (",", ","),
        ("  ", ""),
    ],
)
def test_a_customer_is_greeted_by_the_first_name_or_by_the_whole(name: str, called: str) -> None:
    """Never by a title or by a family name alone."""
    assert first_name(name) == called
    greeting = fill("Hi {first_name},", slot_values(Customer(id="c", name=name), None))
    assert greeting == (f"Hi {called}," if called else "Hi {first_name},")
