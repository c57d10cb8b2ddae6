"""What came out, in a paragraph of careful plain words made from the numbers alone."""

import math
from collections.abc import Iterator

from console.effects.formatting import change, p_value, plain_number, share, whole
from console.effects.json_values import Entry

_CLEAR = 0.05


def summary(results: Entry) -> list[str]:
    """The sentences: an alarm if there is one, the primary outcome, and the others."""
    primary = next((each for each in results["itt"] if each["primary"]), None)
    return [
        *_alarm(results),
        *_primary(primary, results["study"]["unit"]),
        *_unplanned(results),
        *_late(results, primary),
        *_others(results),
        *_tiers(results),
        *_deviations(results),
    ]


def _primary(found: Entry | None, unit: str) -> Iterator[str]:
    if found is None:
        yield "There is only one arm, so nothing can be said of an effect."
        return
    if found["estimate"] is None:
        yield f"Nothing can be said of an effect on {found['label']}: {found['withheld']}."
        return
    told, who = found["change"], _cause(found, unit)
    if found["verdict"] == "unclear":
        yield (
            f"No effect of {who} on {found['label']} was found: the best estimate is "
            f"{change(told)}, and anything from {change(told, 'low')} to {change(told, 'high')} "
            "goes with the data."
        )
        return
    way = "lowered" if told["value"] < 0 else "raised"
    good = {"better": ", which is for the better", "worse": ", which is for the worse"}
    yield (
        f"{who[0].upper()}{who[1:]} {way} {found['label']} by {change(told, signed=False)} "
        f"(95% interval {_ends(told)}){_seconds(told, found)}{good.get(found['verdict'], '')}."
    )


def _cause(found: Entry, unit: str) -> str:
    """What is said to have had the effect."""
    if unit == "delayed":
        return "having started"
    return f"being assigned to “{found['contrast']['arm']}”"


def _ends(told: Entry) -> str:
    """The interval's ends without signs, the nearer to nothing first."""
    nearer, further = sorted(("low", "high"), key=lambda key: _size(told[key]))
    return f"{change(told, nearer, signed=False)} to {change(told, further, signed=False)}"


def _size(end: float | None) -> float:
    """How far an end is from nothing; one that is beyond all numbers is furthest."""
    return math.inf if end is None else abs(end)


def _seconds(told: Entry, found: Entry) -> str:
    """What a percentage is in seconds."""
    seconds = told["seconds"]
    if seconds is None or found["control_level"] is None:
        return ""
    return (
        f", or {change(seconds, signed=False)} ({_ends(seconds)}) of the "
        f"{plain_number(found['control_level'], 1)} s without it"
    )


def _late(results: Entry, primary: Entry | None) -> Iterator[str]:
    found = next((each for each in results["late"] if each["primary"]), None)
    if primary is None or found is None:
        return
    usage = results["adoption"]["mean"]
    if usage is not None:
        yield f"Those who had it used it in {share(usage)} of their chats."
    if found["change"] is None:
        return
    told = found["change"]
    if found["verdict"] != "unclear":
        way = "lower" if told["value"] < 0 else "higher"
        yield (
            f"In the chats in which being assigned led to using it, {found['label']} was "
            f"{change(told, signed=False)} {way} ({_ends(told)})."
        )


def _others(results: Entry) -> Iterator[str]:
    others = [each for each in results["itt"] if _is_other(each) and each["change"] is not None]
    several = len({each["contrast"]["arm"] for each in results["itt"]}) > 1
    clear = [each for each in others if _is_clear(each)]
    for each in clear:
        told = each["change"]
        way = "fell" if told["value"] < 0 else "rose"
        yield (
            f"{_upper(_named(each, several))} {way} by {change(told, signed=False)} "
            f"({_ends(told)}; p\u00a0{p_value(each['p_holm'])} after Holm)."
        )
    rest = [_named(each, several) for each in others if not _is_clear(each)]
    if rest:
        yield f"No clear difference was found in {_listed(rest)}."


def _is_other(each: Entry) -> bool:
    """Whether it is not what the first sentence tells; only that has no p-value after Holm."""
    return not each["primary"] or each["p_holm"] is not None


def _named(each: Entry, several: bool) -> str:
    """The outcome, and the arm where there are several that are compared."""
    return f"{each['label']} with “{each['contrast']['arm']}”" if several else each["label"]


def _is_clear(each: Entry) -> bool:
    return bool(each["verdict"] != "unclear" and each["p_holm"] < _CLEAR)


def _tiers(results: Entry) -> Iterator[str]:
    found = next((each for each in results["by_tier"] if each["primary"]), None)
    equal = None if found is None else found.get("equal_effects")
    if found is None or not equal or equal.get("p_value") is None:
        return
    if equal["p_value"] < _CLEAR:
        yield (
            f"The effect on {found['label']} differs between tiers "
            f"(p\u00a0{p_value(equal['p_value'])}); the section on tiers shows how."
        )
    else:
        yield (
            f"There is no sign that the effect on {found['label']} differs between tiers "
            f"(p\u00a0{p_value(equal['p_value'])})."
        )


def _alarm(results: Entry) -> Iterator[str]:
    if results["srm"]["alarm"]:
        yield (
            "Beware: the arms do not have the sizes that the lot was to give them "
            f"(p\u00a0{p_value(results['srm']['p_value'])}), so that something is wrong with the "
            "drawing or the records, and none of the effects can be trusted."
        )


def _unplanned(results: Entry) -> Iterator[str]:
    if not results["study"]["planned"]:
        yield (
            "Beware: there was no study file, so what counts was not laid down beforehand, and all "
            "of this is a first look rather than a test."
        )


def _deviations(results: Entry) -> Iterator[str]:
    count = len(results["deviations"])
    if results["study"]["planned"] and count:
        are = "is 1 deviation" if count == 1 else f"are {whole(count)} deviations"
        yield f"There {are} from the plan, which the report lists."


def _upper(words: str) -> str:
    return words[0].upper() + words[1:]


def _listed(words: list[str]) -> str:
    """Words as a list in a sentence, each once."""
    words = list(dict.fromkeys(words))
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} or {words[-1]}"
