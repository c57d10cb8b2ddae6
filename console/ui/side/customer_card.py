"""Who the customer is, as the shop knows them."""

from PySide6.QtCore import QLocale, Qt
from PySide6.QtWidgets import QFormLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from console.domain import limits
from console.domain.customers import Customer
from console.ui.kit.formatting import sanitized, sentence, spoken_date
from console.ui.kit.labels import PlainLabel


class CustomerCard(QWidget):
    """Name, level and what can be copied: e-mail, phone, address."""

    def __init__(self, customer: Customer) -> None:
        super().__init__()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 0, 8, 4)
        layout.setSpacing(6)
        title = QHBoxLayout()
        title.setSpacing(8)
        name = PlainLabel(sanitized(customer.name), weight="bold", wrap=True, selectable=True)
        title.addWidget(name, 1)
        if customer.level:
            title.addWidget(chip(sentence(customer.level)), 0, Qt.AlignmentFlag.AlignTop)
        layout.addLayout(title)
        form = fact_form()
        since = spoken_date(customer.since) if customer.since else None
        for label, value in (
            ("Customer since", since),
            ("E-mail", customer.email),
            ("Phone", customer.phone),
            ("Language", language_name(customer.language) if customer.language else None),
            ("Address", customer.address),
            ("Note", customer.note),
            ("Before", customer.told),
        ):
            add_fact(form, label, value)
        layout.addLayout(form)


def language_name(code: str) -> str:
    """A language by its English name, if it is given as a code; anything else as it is."""
    language = QLocale.codeToLanguage(code)
    known = language not in (QLocale.Language.AnyLanguage, QLocale.Language.C)
    return QLocale.languageToString(language) if known else code


def chip(text: str) -> PlainLabel:
    """A word on a small plate."""
    label = PlainLabel(sanitized(text))
    label.setProperty("part", "chip")
    label.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Maximum)
    return label


def fact_form() -> QFormLayout:
    """An empty list of facts with their labels on the left."""
    form = QFormLayout()
    form.setContentsMargins(0, 0, 0, 0)
    form.setHorizontalSpacing(12)
    form.setVerticalSpacing(3)
    form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
    form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
    return form


def add_fact(form: QFormLayout, label: str, value: str | None) -> None:
    """Add a fact if it is known."""
    if value:
        caption = PlainLabel(label, ink="muted")
        caption.setAlignment(Qt.AlignmentFlag.AlignTop)
        shown = limits.shortened(sanitized(value), limits.SHOWN_CHARACTERS)
        form.addRow(caption, PlainLabel(shown, wrap=True, selectable=True))
