"""Words for times and numbers of them, in the languages of customers: parts of patterns."""

from console.assist.reading.patterns import one_line

MONTH = (
    r"(?:jan(?:uary|uar)?|feb(?:ruary|ruar)?|mar(?:ch|z)?|apr(?:il)?|ma[iy]|june?i?|july?i?|"
    r"aug(?:ust)?|sept?(?:ember)?|o[ck]t(?:ober)?|nov(?:ember)?|de[cz](?:ember)?|"
    r"enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre|"
    r"janvier|fevrier|mars|avril|juin|juillet|aout|septembre|octobre|novembre|decembre)"
)
WEEKDAY = (
    r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?s?|weekend|"
    r"montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag|wochenende|"
    r"lunes|martes|miercoles|jueves|viernes|sabado|domingo|"
    r"lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche)"
)
COUNT = (
    r"(?:\d+|an?|one|two|three|four|five|six|seven|ten|couple of|few|ein(?:e[mnr]?|paar)?|zwei|"
    r"drei|vier|dos|tres|unos|unas|une?|deux|trois)"
)
FEAST = one_line(
    r"""
    (?:christmas|xmas|easter|thanksgiving|new year'?s?|halloween|birthday|weihnachten|navidad|
    noel)
"""
)
SPAN = one_line(
    r"""
    (?:(?:minute|hour|day|night|week|month|year|weekend)s?|tag(?:e|en)?|woche[n]?|monat(?:e|en)?|
    dias?|semanas?|mes(?:es)?|jours?|semaines?|mois)
"""
)
