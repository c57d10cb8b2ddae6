"""Measures the texts people write, in English and in Chinese.

What counts as what:

- Characters are Unicode code points, all of them: spaces, links, numbers, emoji (a hand with a skin
  colour is two). A picture without words under it is no message here.
- A word is a run of letters, with apostrophes and hyphens inside: "don't" and "follow-up" are one
  each. Runs of Chinese characters are cut into words by a dictionary. Not words: links, e-mail
  addresses, anything with a digit in it (prices, dates, "AB-1234", "2nd", "iPhone15"), placeholders
  as ``[NAME]``, emoji, punctuation. "Five" and 五 are words, "5" is none.
- Content words are nouns, verbs, adjectives and adverbs. Not counted: auxiliaries and the copula,
  pronouns, determiners, prepositions, particles, conjunctions, number words, interjections
  (greetings and "please" among them), and what asks ("why", 怎么).
- Two content words are the same one if their letters are, in lower case and without a possessive or
  contracted ending: "Refund" and "refund" are, "refund" and "refunds" are not. Word forms are kept
  apart because Chinese has none, so that both languages are measured alike.

For other languages no words are counted, rather than wrong ones: what depends on words is None, and
the language is named. A text may hold words of the other language: each script is cut and tagged
separately.
"""
