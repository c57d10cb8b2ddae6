"""What the report says around the numbers: the design, what to keep in mind, and the methods."""

from collections.abc import Iterator
from dataclasses import dataclass

from console.effects.analysis.results import Results
from console.effects.data.plan import AnalysisPlan, Minimums

_DESIGNS = {
    "agent": "Each agent was randomised to an arm, for good",
    "chat": "Each chat was randomised to an arm when it was taken",
    "shift": "Each agent was randomised to an arm anew for each shift (a switchback)",
    "delayed": "Each agent was randomised to the day on which the assistant came",
    "session": "Each agent went through all arms session by session, in a randomised order",
}

_WHOLE_QUEUES = (
    "All agents of a queue were randomised to an arm together, anew for each shift (a switchback)"
)

_SATURATION = (
    "Queues were randomised to shares of agents with the assistant ({shares}), and then each agent "
    "within the queue, for good. Except for “Between queues”, everything here is of the queues in "
    "which some had it and others had not"
)

_FORMS = {
    "ancova": "The table has a row for each agent and day with access. The arms are compared on "
    "the same days, with each agent's mean before held constant.",
    "panel": "The table has a row for each agent and day. Agents are compared with themselves "
    "before, and with the other arm on the same days.",
    "cross-section": "There was no time before, so that agents' means are compared, one row an "
    "agent, within strata where randomisation was stratified.",
    "chat": "Chats of the same agent are compared with each other.",
    "shift": "Shifts of the same agent are compared with each other; chats from the beginning of a "
    "shift, when the last one may still show, are left out as the plan says.",
    "queue": "Shifts of the same queue are compared with each other, within the block in which "
    "they were randomised; chats from the beginning of a shift, when the last one may still show, "
    "are left out as the plan says.",
    "session": "Sessions of the same agent are compared with each other; where agents went through "
    "the arms in different orders, what the first, the second and later sessions have in common is "
    "held constant.",
    "delayed": "Those who had started are compared with those who had not, on the same days, with "
    "each agent's mean before held constant. Days on which everybody had started are left out.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportWords:
    """Texts of the page: the two arms' names, and what is said around each part's numbers."""

    design: str
    arm: str
    against: str
    balance: str
    balance_when: str
    tiers: str
    no_tiers: str
    caveats: tuple[str, ...]
    methods: tuple[tuple[str, str], ...]
    withholding: tuple[str, ...]


def words(results: Results, plan: AnalysisPlan) -> ReportWords:
    """Every text that depends on the study."""
    first = plan.contrasts[0] if plan.contrasts else None
    design = results.itt[0].design if results.itt else None
    return ReportWords(
        design=_design_text(plan, design),
        arm=first.arm if first else "treated",
        against=first.against if first else "others",
        balance=results.balance.words,
        balance_when=results.balance.when,
        tiers=_TIERS,
        no_tiers=_NO_TIERS,
        caveats=tuple(_caveats(results, plan, design)),
        methods=tuple(_methods(results, plan, design)),
        withholding=_withholding(plan.minimums),
    )


def _randomised(plan: AnalysisPlan) -> str:
    if plan.saturations:
        return _SATURATION.format(shares=", ".join(f"{each:.0%}" for each in plan.saturations))
    return _WHOLE_QUEUES if plan.whole_queues else _DESIGNS[plan.unit]


def rows_word(design: str | None) -> str:
    """What a row of the comparison is."""
    names = {
        "cross-section": "agents",
        "chat": "chats",
        "shift": "shifts",
        "queue": "shifts",
        "session": "sessions",
    }
    return names.get(design or "", "agent-days")


def _design_text(plan: AnalysisPlan, design: str | None) -> str:
    stratified = plan.strata and not plan.saturations
    within = f", within {' and '.join(plan.strata)}" if stratified else ""
    if not plan.contrasts:
        return f"{_randomised(plan)}{within}. There is one arm only, so nothing is compared."
    if plan.unit == "delayed":
        return f"{_DESIGNS[plan.unit]}{within}. {_FORMS['delayed']}"
    sides = " and ".join(f"“{each.arm}”" for each in plan.contrasts)
    return (
        f"{_randomised(plan)}{within}. {sides} is compared with “{plan.reference.name}”. "
        f"{_FORMS[design or 'panel']}"
    )


_TIERS = (
    "Tiers that were cut by a measure from before regress to the mean: who was above their level "
    "by chance looks worse later, and who was below it looks better, with or without an assistant. "
    "So each tier has time effects of its own here, and next to each effect stands the negative "
    "control: the same regression with a date at which nothing had happened."
)
_NO_TIERS = "There are no tiers in this study, or none was recorded for its agents."


def _caveats(results: Results, plan: AnalysisPlan, design: str | None) -> Iterator[str]:
    if results.simulated:
        yield "The data are simulated: nobody was helped or harmed, and nothing follows for people."
    yield (
        "An interval that holds zero does not show that there is no effect; it shows which effects "
        "go with the data."
    )
    yield _DECIDES.format(family=_family(plan))
    yield (
        "The effect of using it is that in chats where being assigned made the difference, and "
        "assumes that being assigned does nothing else. It is not that of agents who use it all "
        "the time."
    )
    if any("issue_identification" in each.measure for each in plan.outcomes):
        yield (
            "Confirming a proposed issue with one key is quicker than choosing it from the list. "
            "It counts as use in the effect of use on the time to identify the issue, as far as "
            "the bundles tell of it."
        )
    if plan.saturations:
        yield (
            "The queues are the sample of what others lose or gain and of everybody's having it: "
            "more agents make a queue's mean more precise, but do not add queues. That agents of "
            "one queue do not touch those of another is assumed."
        )
    elif plan.unit == "agent":
        yield (
            "Agents of both arms may share a queue. If those with the assistant take more chats, "
            "the others are given fewer, and the difference between them is not only the "
            "assistant's; “Who took part” says whether they did."
        )
    if plan.whole_queues:
        yield (
            "The shifts of a queue are the sample: more agents make a shift's mean more precise, "
            "but do not add shifts. What lasts longer than a shift's beginning, such as what "
            "agents learn, shows in the next shift too, and makes the difference smaller or larger."
        )
    elif plan.unit == "chat":
        yield (
            "Chats with and without share an agent's attention: time that is saved in one may go "
            "to another. What agents learn from it carries over too. Both make the difference "
            "smaller or larger than the effect of having it in all chats."
        )
    elif plan.within_agents:
        yield (
            "Agents work with and without in turn. What they learn from it, or miss without it, "
            "carries over and makes the difference smaller or larger."
        )
    if plan.unit == "delayed":
        yield (
            "The effect is the mean over the days of all who had started, as long as others had "
            "not; one that grows with time is larger in the end than this mean."
        )
    if design == "cross-section":
        yield "Without a time before, chance differences between the agents stay in the estimate."
    yield "Ratings are given by few customers, and by those who care to."


def _methods(results: Results, plan: AnalysisPlan, design: str | None) -> Iterator[tuple[str, str]]:
    yield "Effect of being assigned (ITT)", f"Least squares. {_regression(plan, design)}"
    methods = {each.effect.method for each in results.itt}
    methods |= {each.effect.method for each in results.late}
    named = sorted(method for method in methods if method)
    if named:
        yield "Errors", f"As computed: {'; '.join(named)}. {_errors(plan)}"
    yield "Effect of using it (LATE)", _LATE
    yield "Logarithms", _LOGARITHMS
    if results.by_tier:
        yield "Tiers", _TIER_METHOD
    yield "Several tests", _HOLM.format(family=_family(plan))
    yield "Sizes of the arms", _SRM
    if not plan.within_agents:
        yield "Lost agents", _ATTRITION
    if not results.interference.effect.withheld:
        yield "One queue", _INTERFERENCE
    if plan.unit == "shift":
        yield "Carry-over", _CARRY_OVER
    if not results.balance.withheld:
        yield "Balance", _BALANCE
    yield "Randomization inference", _RANDOMIZATION
    yield "Looking early", _SEQUENCE


def _errors(plan: AnalysisPlan) -> str:
    return _ERRORS_OF_SHIFTS if plan.whole_queues else _ERRORS


def _regression(plan: AnalysisPlan, design: str | None) -> str:
    as_in_paper = design == "panel" and plan.unit == "agent" and plan.estimator == "paper"
    return _REGRESSIONS["paper" if as_in_paper else design or "panel"]


_REGRESSIONS = {
    "ancova": "On the days with access: outcome = effect × assigned to the arm + slope × the "
    "agent's mean of the outcome before + a constant for each day, and for each stratum where "
    "randomisation was stratified. Agents without days before count with the mean of all, and a "
    "constant of their own. Nothing that the assistant could have changed is held constant.",
    "panel": "outcome = effect × (assigned to the arm × day not before the first with access) + a "
    "constant for each agent + one for each day.",
    "paper": "outcome = effect × (assigned to the arm × day not before the first with access) + a "
    "constant for each agent + one for each day + the mean concurrency and customer tenure of the "
    "agent's day before, where they are known. If the assistant changes concurrency, part of its "
    "effect is held constant with it.",
    "cross-section": "agent's mean = effect × assigned to the arm + a constant for each stratum.",
    "chat": "outcome of the chat = effect × assigned to the arm + a constant for each agent.",
    "shift": "agent's mean in the shift = effect × assigned to the arm + a constant for each "
    "agent.",
    "queue": "queue's mean in the shift = effect × assigned to the arm + a constant for each block "
    "of shifts that were randomised together. The interval and the p-value are those of "
    "randomising the shifts of each block again (Bojinov, Simchi-Levi and Zhao 2023), so that "
    "nothing is assumed of how a queue's shifts hang together; the interval takes the effect to "
    "be the same in all.",
    "session": "agent's mean in the session = effect × arm + a constant for each agent + one for "
    "the first, the second and each later session, where orders differ.",
    "delayed": "For each cohort and day the mean of those who had started less that of those who "
    "had not by then, averaged over the days of all who had started (Callaway and Sant'Anna 2021). "
    "What the cohort and the others were like before its start is held constant with the weight "
    "that leaves the smallest error, since the days of starting were randomised (Roth and "
    "Sant'Anna 2023). Nobody is compared with those who started earlier, so that effects may grow.",
}
_ERRORS = (
    "Rows of one agent may hang together, so errors are clustered by agent. CR2 corrects for few "
    "clusters and takes t with Satterthwaite's degrees of freedom; with very many clusters CR1 "
    "says the same and is used instead."
)
_ERRORS_OF_SHIFTS = (
    "The rows are shifts of queues. The interval and the p-value of being assigned are those of "
    "randomising the shifts again; the standard error, and the interval of use, are those of the "
    "regression, clustered by blocks of shifts."
)
_LATE = (
    "Two-stage least squares: being assigned is the instrument for the share of chats in which a "
    "suggestion was used. With one instrument it is the effect of being assigned divided by the "
    "first stage. Intervals and p-values are those of Anderson and Rubin: all effects of use that "
    "a test of the instrument does not reject. They hold however little being assigned moves "
    "usage, and may have no end. F is that of Montiel Olea and Pflueger; below the minimum the "
    "estimate itself is withheld."
)
_LOGARITHMS = (
    "Outcomes whose name begins with ln_ are natural logarithms. A coefficient b is given as "
    "100 × (exp(b) - 1) percent, a change of the geometric mean. What the chats changed by in "
    "which a suggestion was used is estimated in seconds as well, as a change of the mean, on "
    "which long chats weigh more."
)
_TIER_METHOD = (
    "One regression for all tiers, with effects and time effects of each tier. The test of equal "
    "effects is joint. The placebo uses days before access only, as if it had begun halfway."
)
_DECIDES = (
    "One outcome was named primary and decides. Adjusted together for their number are {family}. "
    "What was not planned to be tested is exploratory, to be tested another time: of twenty such "
    "p-values one is expected below .05 where there is nothing."
)
_FAMILY = {
    "outcomes": "all other outcomes and arms",
    "tiers": "the primary outcome's effect in each tier and the test that tiers are alike",
    "tiers of all outcomes": "every outcome's effect in each tier and the tests that tiers are "
    "alike",
    "quantiles": "the quantiles",
}
_HOLM = (
    "One outcome is primary and tested at its own level. The p-values of {family} are adjusted "
    "together after Holm, so that the chance of any false alarm among them is at most the level. "
    "The effect of use is nil where that of being assigned is, and has the same adjusted p-value. "
    "Other p-values are exploratory. Intervals are not adjusted. Where two arms of agents are "
    "compared, results.json has p-values after Romano and Wolf (2005) beside them: the same "
    "redraws of the assignment for all tests show how these hang together, which Holm does not use."
)


def _family(plan: AnalysisPlan) -> str:
    """The tests that are adjusted together, in words."""
    parts = [_FAMILY[each] for each in plan.family]
    return "; ".join(parts) if parts else "none of the other tests"


_SRM = "An exact or chi-squared test of the counts against the arms' shares; alarm below .001."
_ATTRITION = (
    "The shares of assigned agents who are analysed are compared by Fisher's exact test. Where "
    "they differ, there are bounds after Lee (2009): from the arm that lost fewer, the excess "
    "share is left out, once with the lowest and once with the highest outcomes; the interval is "
    "after Imbens and Manski. The bounds assume that being assigned either only adds or only "
    "removes agents. The share of chats in which the outcome is known is compared in the same way "
    "as an outcome."
)
_INTERFERENCE = (
    "The effect of being assigned on the logarithm of chats a day. If one arm takes more chats "
    "from a queue that all share, the other is not what it would have been alone, and the arms' "
    "difference is not the effect of handing the assistant to everybody. Only a study that "
    "switches whole queues on and off, or varies the share of agents who have it, can tell that "
    "effect."
)
_CARRY_OVER = (
    "Of shifts that follow right on another, the arm of the shift before is put into the "
    "regression beside the shift's own. Both were randomised. Below p = .01 the report warns."
)
_BALANCE = (
    "Standardised difference: the difference of means divided by the root of the mean of both "
    "variances. Beyond .1 it is flagged. The joint test asks whether all of them together are "
    "larger than randomisation makes them."
)
_RANDOMIZATION = (
    "The randomisation is repeated many times as the design has it, with its blocks, strata and "
    "units; p is the share of repetitions in which the statistic is as far from its mean as the "
    "real one. Where blocks have lost some of their units, only what differs within blocks is "
    "compared, and the estimate is the one that this tests. "
    "The p-value rests on the randomisation alone; the interval assumes besides that the "
    "effect is the same for all."
)
_SEQUENCE = (
    "Every analysis of a study leaves a line in the folder of the study file, or of the results. "
    "The interval of the tables is for one look, at the planned end. With looks that the study "
    "file plans, the level is spent as Lan and DeMets (1983) do after O'Brien and Fleming, and the "
    "first sentence of the summary has that interval. Who looks earlier or more often than planned "
    "reads there an interval that holds at all looks together (Robbins 1970), which is wider. Both "
    "take estimates of a growing study to move like a Brownian motion in their information."
)


def _withholding(least: Minimums) -> tuple[str, ...]:
    return (
        f"Effects: with fewer than {least.agents_per_arm} agents in an arm an interval rests on "
        "too few people to be trusted.",
        f"Tiers: with fewer than {least.agents_per_tier} agents of a tier in an arm.",
        f"Means: of fewer than {least.agents_per_mean} agents, since they would describe "
        "single persons.",
        f"Effects of use: with a first stage whose F is below {least.first_stage_f:g}; the "
        "Anderson-Rubin set is given alone. If nobody used it, there is none.",
    )
