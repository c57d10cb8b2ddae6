"""Which needs the language model is asked about, and what its answers change."""

from unit.assist.reading.written_chats import read

from console.assist.reading import unsure_needs, with_answers


def test_the_model_is_asked_about_guesses_and_not_about_what_a_reader_knows() -> None:
    """Each question costs the model some time."""
    reading = read(
        "ada@example.com, the pump hums loudly at night",
        ask=("E-mail on the contract", "What is wrong with the pump?", "Serial number"),
    )
    assert unsure_needs(reading) == ("What is wrong with the pump?",)


def test_the_models_answer_can_turn_a_guess_but_not_a_readers_word() -> None:
    """Its word is one of two."""
    ask = ("E-mail on the contract", "What is wrong with the pump?")
    reading = read("ada@example.com, the pump hums loudly at night", ask=ask)
    answered = with_answers(reading, {ask[0]: 0.0, ask[1]: 0.0})
    assert [need.met for need in answered.needs] == [True, False]
    assert [need.by for need in answered.needs] == ["reader", "model"]
    agreed = with_answers(reading, {ask[1]: 1.0}).needs[1]
    assert agreed.met
    assert agreed.sure > reading.needs[1].sure
