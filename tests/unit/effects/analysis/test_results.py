"""The form of ``results.json``: which keys each part has, and in which order."""

from typing import Any

import made_assignments
import made_studies
import pytest

from console.effects.analysis.results import CodebookEntry, MadeFrom, results_json

ESTIMATE = (
    "withheld outcome estimate std_error ci_low ci_high p_value dof n clusters method level notes"
)
FIRST_STAGE = "first_stage first_stage_f ar_low ar_high ar_set wald_low wald_high wald_p"
MEANING = "change verdict p_holm"
ASSIGNED = f"{MEANING} p_romano_wolf"
COMPARED = "contrast label primary better design controls"
MEANS = "control_level treated_mean control_mean control_sd"
TIERS = "withheld tiers equal_effects equal_late outcome label primary contrast"

KEYS = {
    "": "format study looks simulated itt late flow srm balance attrition interference carry_over "
    "saturation "
    "late_level until_agreed key quantiles by_tier negative_control "
    "never_takers rating_response attention adoption guardrails questionnaires checks deviations "
    "set_by_hand "
    "summary version schema bundles code_book",
    "study": "name title planned hash hashes_in_logs unit delayed compared from until arms periods "
    "strata seed block outcomes minimums",
    "looks": "number share planned kind limit effect earlier this",
    "looks.this": "last_day agent_days share information",
    "study.arms": "name access share start",
    "study.periods": "name first last access",
    "study.outcomes": "name label primary better",
    "study.minimums": "agents_per_arm agents_per_tier agents_per_mean queues_per_share "
    "first_stage_f",
    "itt": f"{ESTIMATE} {ASSIGNED} {COMPARED} {MEANS}",
    "itt.change": "unit seconds value low high",
    "itt.contrast": "arm against",
    "late": f"{ESTIMATE} {FIRST_STAGE} {MEANING} {COMPARED} {MEANS} weak",
    "flow": "agents declined unassigned outside unit arms chats within",
    "flow.arms": "arm assigned worked received used analysed alone agent_days lost",
    "flow.chats": "arm taken exposed used rated",
    "srm": "withheld counts expected p_value alarm method",
    "balance": "withheld when limit p_value method units flagged variables words",
    "balance.variables": "variable label treated_mean control_mean smd flagged n missing",
    "attrition": "withheld contrast assigned analysed p_value alarm method bounds chats",
    "interference": f"{ESTIMATE} {ASSIGNED} warn",
    "late_level": f"{ESTIMATE} {FIRST_STAGE} {MEANING} {COMPARED} {MEANS} weak",
    "quantiles": f"{ESTIMATE} {ASSIGNED} quantile label",
    "by_tier": TIERS,
    "by_tier.tiers": "tier agents_treated agents_control itt late",
    "by_tier.tiers.itt": f"{ESTIMATE} {ASSIGNED}",
    "by_tier.tiers.late": f"{ESTIMATE} {FIRST_STAGE} {MEANING} weak",
    "by_tier.equal_effects": "withheld statistic numerator denominator p_value p_holm "
    "p_romano_wolf method",
    "negative_control": f"{TIERS} began",
    "never_takers": f"{ESTIMATE} {ASSIGNED} label agents",
    "rating_response": f"{ESTIMATE} {ASSIGNED} {COMPARED} {MEANS} warn",
    "attention": "measures by_arm over_time began effects",
    "attention.by_arm": "arm measure before after",
    "attention.over_time": "measure arm access points",
    "attention.over_time.points": "day mean",
    "attention.effects": f"{ESTIMATE} {ASSIGNED} {COMPARED} {MEANS}",
    "adoption": "mean complete partial agent_days agents never_share always_share tenths by_tier "
    "over_time",
    "adoption.by_tier": "tier agents mean points",
    "guardrails": "guardrail policy randomised triggers agents obeyed overridden lapsed open "
    "median_response_s effect",
    "guardrails.effect": f"{ESTIMATE} {ASSIGNED} n_with n_without",
    "questionnaires": "questionnaire score label better sittings by_arm",
    "questionnaires.by_arm": "arm agents mean low high",
    "checks": f"{ESTIMATE} {ASSIGNED} way rests_on label",
    "code_book": "name description formula",
}
"""Keys of each object, or of a list's first item, by the path that leads to it."""

MADE_FROM = MadeFrom(
    version="1.2.3",
    schema=4,
    bundles=1,
    code_book=(CodebookEntry(name="usage", description="A share.", formula=None),),
)


@pytest.fixture(scope="module")
def whole() -> Any:  # noqa: ANN401 - JSON
    """A small study's ``results.json``."""
    return results_json(made_studies.results(), MADE_FROM)


def at(whole: Any, path: str) -> Any:  # noqa: ANN401 - JSON
    """The object at a path of keys, taking the first item of each list on the way."""
    for key in path.split(".") if path else ():
        whole = whole[key]
        whole = whole[0] if isinstance(whole, list) else whole
    return whole


@pytest.mark.parametrize("path", KEYS)
def test_each_part_has_its_keys(whole: Any, path: str) -> None:  # noqa: ANN401 - JSON
    """Scripts read the keys of results.json, so that they don't change."""
    assert list(at(whole, path)) == KEYS[path].split()


def test_parts_of_a_study_with_several_arms_for_an_agent() -> None:
    """What such a study cannot have is withheld, with the keys that are there nevertheless."""
    whole = results_json(made_assignments.results("chat"), MADE_FROM)
    assert list(at(whole, "balance")) == "variables limit p_value when words withheld".split()
    assert list(at(whole, "flow.within")) == ["agents", "in_all_arms"]
    assert list(at(whole, "never_takers")) == f"{ESTIMATE} {ASSIGNED} label agents".split()
    assert list(at(whole, "negative_control")) == TIERS.split()
    assert list(at(whole, "negative_control.equal_effects")) == [
        "withheld",
        "p_value",
        "p_holm",
        "p_romano_wolf",
    ]
