"""What answers a question goes: the message before says what the next one holds."""

import pytest

from console.export.redaction import Redactor

PAIRS = (
    # As reported.
    ("What is your name?", "Giulia Rossi", "[NAME]"),
    ("Could you tell me your social security number?", "Sure: 123-45-6789", "Sure: [NUMBER]"),
    ("Your phone number please?", "512 345 678", "[PHONE]"),
    # Others like them.
    ("May I have your full name, please?", "giulia rossi", "[NAME]"),
    ("Who am I speaking with?", "It's Priya", "It's [NAME]"),
    ("Could I get your first and last name?", "Priya, Raman", "[NAME]"),
    ("Can you confirm your date of birth?", "3/12/85", "[BIRTHDATE]"),
    ("And when were you born?", "it was the 3rd of December 1985", "it was the [BIRTHDATE]"),
    ("What's your address?", "12 via Roma, Milano", "[ADDRESS]"),
    ("Where should we deliver it?", "Sure, Kerkstraat 5, Utrecht", "Sure, [ADDRESS]"),
    ("Please tell me your email.", "ann dot lee at mail dot example", "[EMAIL]"),
    ("What is the order number?", "it is 4711", "it is [ORDER]"),
    ("Which zip code is it?", "1010", "[ZIP]"),
    ("Last four digits of the card?", "4242", "[CARD]"),
    ("I need your account number.", "AB 12 345", "[ACCOUNT]"),
    ("What username do you use?", "sunnygirl", "[ACCOUNT]"),
    ("Mother's maiden name?", "Kowalska", "[NAME]"),
    ("Wie ist Ihr Name?", "Sabine Köhler", "[NAME]"),
    ("Können Sie mir Ihr Geburtsdatum nennen?", "Gerne, 3. Dezember 1985", "Gerne, [BIRTHDATE]"),
    ("Quel est votre nom ?", "Amélie Dubois", "[NAME]"),
    ("¿Cuál es su número de teléfono?", "Claro, 55 12 34 56", "Claro, [PHONE]"),
    ("¿Con quién hablo?", "Lucía Fernández", "[NAME]"),
    ("Come si chiama?", "Giulia Rossi", "[NAME]"),
    ("Mi può dare il codice fiscale?", "RSSMRA 85T10 A562S", "[NUMBER]"),
    ("Qual é o seu nome?", "João Silva", "[NAME]"),
    ("Pode me informar o CPF?", "12345678", "[NUMBER]"),
    ("Wat is uw naam?", "Jan de Vries", "[NAME]"),
    ("Jak się Pani nazywa?", "Agnieszka Nowak", "[NAME]"),
    ("Как вас зовут?", "Иван Петров", "[NAME]"),
    ("Vad heter du?", "Åsa Lindqvist", "[NAME]"),
    ("Adınızı alabilir miyim?", "Ayşe Yılmaz", "[NAME]"),
    ("请问您怎么称呼？", "李雷", "[NAME]"),
    ("お名前を教えてください。", "田中太郎です", "[NAME]です"),
    ("성함을 알려 주세요.", "김민수입니다", "[NAME]입니다"),
    ("आपका नाम क्या है?", "प्रिया शर्मा", "[NAME]"),
    ("ما اسمك؟", "محمد علي", "[NAME]"),
)


@pytest.mark.parametrize(("question", "said", "expected"), PAIRS)
def test_the_question_before_says_what_the_answer_is(
    question: str, said: str, expected: str
) -> None:
    """Names, dates and numbers that nothing in the message itself announces become placeholders."""
    redactor = Redactor(None)
    redactor.hear(question, by_agent=True)
    redactor.hear(said, by_agent=False)
    assert redactor.answer(said) == expected


@pytest.mark.parametrize(
    "said",
    [
        "Why do you need that?",
        "I'd rather not say.",
        "My parcel hasn't arrived in 14 days.",
        "Yes, one moment please.",
        "It was delivered on 12.03.2024 and costs $49.95",
        "no idea",
        "The blue lamp is broken",
    ],
)
def test_what_is_no_answer_stays(said: str) -> None:
    """A question doesn't take away words, dates, times and amounts that don't answer it."""
    redactor = Redactor(None)
    question = "Could you give me your name and your phone number?"
    redactor.hear(question, by_agent=True)
    redactor.hear(said, by_agent=False)
    assert redactor.answer(said) == said


def test_an_answer_may_come_after_other_messages_and_in_parts() -> None:
    """The question stays open for some messages of the customer's, until the agent goes on."""
    redactor = Redactor(None)
    heard = []
    for by_agent, text in (
        (True, "What is your name?"),
        (False, "Sure, one second"),
        (True, "Thank you, take your time."),
        (False, "Giulia"),
        (False, "Rossi"),
        (True, "Thanks, Giulia Rossi! What is broken?"),
        (False, "Amber lamp"),
    ):
        redactor.hear(text, by_agent=by_agent)
        heard.append(redactor(text) if by_agent else redactor.answer(text))
    assert heard[3:5] == ["[NAME]", "[NAME]"]
    assert heard[5:] == ["Thanks, [NAME]! What is broken?", "Amber lamp"]


def test_a_question_within_the_text_is_context_too() -> None:
    """Lines of one message, as in what is pasted from elsewhere."""
    text = "What is your name?\nGiulia Rossi\nYour phone number please?\n51 23 45"
    assert Redactor(None)(text) == (
        "What is your name?\n[NAME]\nYour phone number please?\n[PHONE]"
    )
