"""Names, birth dates and numbers as people of sixteen languages write them, on no record."""

import tomllib

import pytest

from console.export.redaction import Redactor
from console.export.redaction.languages import languages
from console.paths import resources

SENTENCES = (
    ("My date of birth is 12.03.1985", "My date of birth is [BIRTHDATE]"),
    ("DOB: 1985-12-03", "DOB: [BIRTHDATE]"),
    ("born 3 December 1985", "born [BIRTHDATE]"),
    ("Geburtsdatum 12.03.1985", "Geburtsdatum [BIRTHDATE]"),
    ("Nací el 3 de diciembre de 1985.", "Nací el [BIRTHDATE]."),
    ("Je suis née le 3 décembre 1985", "Je suis née le [BIRTHDATE]"),
    ("Data urodzenia: 12.03.1985", "Data urodzenia: [BIRTHDATE]"),
    ("Дата рождения 12 марта 1985", "Дата рождения [BIRTHDATE]"),
    ("生年月日は1985年12月3日です", "生年月日は[BIRTHDATE]です"),
    ("12/03/1985 is my birthday", "[BIRTHDATE] is my birthday"),
    ("Sent on 12.03., I was born 1.2.1990", "Sent on 12.03., I was born [BIRTHDATE]"),
    ("delivered on 12.03.", "delivered on 12.03."),
    ("It arrives on 12.03.2025 at 10:30.", "It arrives on 12.03.2025 at 10:30."),
    ("Meu CPF é 123.456.789-09", "Meu CPF é [NUMBER]"),
    ("My Aadhaar is 4921 7735 1168", "My Aadhaar is [NUMBER]"),
    ("123.456.789-09", "[NUMBER]"),
    ("4921 7735 1168", "[NUMBER]"),
    ("PESEL 85031212345", "PESEL [NUMBER]"),
    ("I have 123-45-6789 here", "I have [NUMBER] here"),
    ("nino QQ 12 34 56 C", "nino [NUMBER]"),
    ("Steuer-ID 12 345 678 901", "Steuer-ID [NUMBER]"),
    ("personnummer 850312-1234", "personnummer [NUMBER]"),
    ("СНИЛС 112-233-445 95", "СНИЛС [NUMBER]"),
    ("주민등록번호는 850312-1234567", "주민등록번호는 [NUMBER]"),
    ("TC kimlik no 123 456 789 01", "TC kimlik no [NUMBER]"),
    ("رقم الهوية ١٠٢٣ ٤٥٦ ٧٨٩", "رقم الهوية [NUMBER]"),
    ("IBAN DE89 3704 0044 0532 0130 01", "IBAN [IBAN]"),
    ("4111 1111 1111 1112 is mine", "[CARD] is mine"),
    ("Proszę dzwonić: 512 345 678", "Proszę dzwonić: [PHONE]"),
    ("Мой телефон 8 (912) 345-67-89", "Мой телефон [PHONE]"),
    ("celular (11) 91234-5678", "celular [PHONE]"),
    ("070-123 45 67", "[PHONE]"),
    ("090-1234-5678", "[PHONE]"),
    ("010-1234-5678 입니다", "[PHONE] 입니다"),
    ("telemóvel 912 345 678", "telemóvel [PHONE]"),
    ("0532 123 45 67", "[PHONE]"),
    ("98765 43210", "[PHONE]"),
    ("06.12.34.56.78", "[PHONE]"),
    ("Mi chiamo Giulia Rossi", "Mi chiamo [NAME]"),
    ("Meu nome é João Silva", "Meu nome é [NAME]"),
    ("Mijn naam is Jan de Vries", "Mijn naam is [NAME]"),
    ("меня зовут Иван Петров", "меня зовут [NAME]"),
    ("Hi, this is Priya.", "Hi, this is [NAME]."),
    ("Nazywam się Agnieszka Nowak i mam problem", "Nazywam się [NAME] i mam problem"),
    ("Jag heter Åsa Lindqvist.", "Jag heter [NAME]."),
    ("Benim adım Ayşe Yılmaz", "Benim adım [NAME]"),
    ("Je m'appelle amélie dubois", "Je m'appelle [NAME]"),
    ("田中太郎と申します。", "[NAME]と申します。"),
    ("私の名前は田中太郎です。", "私の名前は[NAME]です。"),
    ("제 이름은 김민수입니다.", "제 이름은 [NAME]입니다."),
    ("मेरा नाम प्रिया शर्मा है", "मेरा नाम [NAME] है"),
    ("اسمي محمد علي", "اسمي [NAME]"),
    ("Item 4921 7735 1168, page 12 345 678", "Item 4921 7735 1168, page 12 345 678"),
    ("Sizes 36 38 40 42, 1 234 567 € and 30 x 40", "Sizes 36 38 40 42, 1 234 567 € and 30 x 40"),
)  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), SENTENCES)
def test_what_is_private_in_any_of_the_languages_goes(text: str, expected: str) -> None:
    """What is announced, or has the form of a number that states give, is replaced whole."""
    redacted = Redactor(None)(text)
    assert redacted == expected
    assert Redactor(None)(redacted) == redacted


def test_every_language_has_words_for_what_is_asked() -> None:
    """A file without one of them would leave a language's answers in the open."""
    files = sorted((resources() / "redaction").glob("*.toml"))
    assert len(files) == 16
    for file in files:
        language = tomllib.loads(file.read_text(encoding="utf-8"))
        cues = ("name", "birth_date", "phone", "national_number", "account", "address", "email")
        assert all(language["cues"][cue] for cue in cues), file.name
        assert language["requests"], file.name
        assert language["countries"], file.name


def test_what_is_checked_has_its_check() -> None:
    """A shape that names a module of python-stdnum finds it, and its digits count."""
    checks = {shape.check for shape in languages().shapes if shape.check}
    assert len(checks) >= 12
    text = "item 529.982.247-25"
    assert Redactor(None)(text) == "item [NUMBER]"  # its check digits are right
    assert Redactor(None)("item 529.982.247-24") == "item 529.982.247-24"
