"""Lots are balanced in every stratum at any time, and nobody's place favours an arm."""

import hashlib
from collections import Counter, defaultdict

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import chisquare
from studies import arms, study

from console.study.assignment.permuted_blocks import AssignedArms, BlockRandomization
from console.study.file.block_sizes import block_of, counts, exact_block

SHARES = st.sampled_from([(0.5, 0.5), (0.25, 0.75), (0.2, 0.3, 0.5), (1 / 3, 1 / 3, 1 / 3)])
PEOPLE = st.lists(st.tuples(st.sampled_from(["low", "high"]), st.sampled_from("xy")), max_size=60)
TIERS = {"names": ["low", "high"], "rule": "given"}
SEEDS = range(2_000)


@given(SHARES, PEOPLE, st.integers(1, 3), st.integers())
def test_arms_are_balanced_at_every_prefix(
    shares: tuple[float, ...], people: list[tuple[str, str]], times: int, seed: int
) -> None:
    """In each stratum every full block is exact, and the open one holds no arm too often."""
    block = block_of(shares) * times
    how = {"seed": seed, "strata": ["tier", "site"], "block": block}
    randomization = BlockRandomization(study(how=how, tiers=TIERS, arms=arms(*shares)), "salt")
    wanted = {f"arm_{n}": count for n, count in enumerate(counts(shares, block))}
    assigned: defaultdict[str, list[AssignedArms]] = defaultdict(list)
    for tier, site in people:
        one = randomization.assign_next(tier, site)
        assigned[one.stratum].append(one)
        number = len(assigned[one.stratum]) - 1
        assert (one.block, one.position) == divmod(number, block)
        in_block = Counter(d.arms[0] for d in assigned[one.stratum] if d.block == one.block)
        assert all(in_block[arm] <= count for arm, count in wanted.items())
        if one.position == block - 1:
            assert in_block == wanted


@given(PEOPLE, st.integers())
def test_the_same_salt_draws_the_same(people: list[tuple[str, str]], seed: int) -> None:
    """Whoever has seed, salt and list can compute it again; another salt gives something else."""
    chosen = study(how={"seed": seed, "strata": ["tier"]}, tiers=TIERS)
    again = [BlockRandomization(chosen, "salt") for _ in range(2)]
    assert (
        len(
            {
                tuple(randomization.assign_next(*person) for person in people)
                for randomization in again
            }
        )
        == 1
    )


def test_the_seed_alone_gives_nothing_away() -> None:
    """With the same seed, other salts give other arms."""
    assigned = {
        tuple(randomization.assign_next(None, None).arms for _ in range(40))
        for randomization in (BlockRandomization(study(), f"salt {n}") for n in range(20))
    }
    assert len(assigned) == 20


@pytest.mark.parametrize("shares", [(0.5, 0.5), (0.25, 0.75), (0.2, 0.3, 0.5)])
def test_no_place_favours_an_arm(shares: tuple[float, ...]) -> None:
    """Over 2,000 seeds each arm has its share at each place of the first two blocks (χ² tests)."""
    size = block_of(shares)
    at: defaultdict[int, Counter[str]] = defaultdict(Counter)
    for seed in SEEDS:
        randomization = BlockRandomization(study(how={"seed": seed}, arms=arms(*shares)), "salt")
        for place in range(2 * size):
            at[place][randomization.assign_next(None, None).arms[0]] += 1
    for seen in at.values():
        observed = [seen[f"arm_{n}"] for n in range(len(shares))]
        expected = [share * len(SEEDS) for share in shares]
        assert chisquare(observed, expected).pvalue > 0.0005


def test_blocks_don_t_tell_of_each_other() -> None:
    """The first arm of a block is as likely to be either, whatever began the block before."""
    pairs: Counter[tuple[str, str]] = Counter()
    for seed in SEEDS:
        randomization = BlockRandomization(study(how={"seed": seed}), "salt")
        assigned = [randomization.assign_next(None, None).arms[0] for _ in range(3)]
        pairs[assigned[0], assigned[2]] += 1
    assert len(pairs) == 4
    assert chisquare(list(pairs.values())).pvalue > 0.0005


def nudge(**changed: object) -> dict[str, object]:
    """A guardrail that is assigned to half of the agents."""
    return {"name": "nudge", "policy": "read_first", "share": 0.5, **changed}


@given(st.integers())
def test_a_guardrail_that_is_a_factor_is_balanced_within_arms(seed: int) -> None:
    """After any number of agents, it is in force for half of each arm, give or take one."""
    rules = [nudge(), nudge(name="cap", policy="concurrency_cap", limit=3)]
    randomization = BlockRandomization(study(how={"seed": seed}, guardrails=rules), "salt")
    seen: Counter[tuple[str, str]] = Counter()
    total: Counter[str] = Counter()
    for _ in range(30):
        assigned = randomization.assign_next(None, None)
        total.update(assigned.arms)
        seen.update((assigned.arms[0], name) for name in assigned.guardrails)
        assert all(
            abs(2 * seen[arm, name] - total[arm]) <= 1 for arm in total for name in ("nudge", "cap")
        )


def test_factors_are_drawn_independently() -> None:
    """Whether one guardrail is in force says nothing about the other (χ² test over 2,000 seeds)."""
    rules = [nudge(), nudge(name="cap", policy="concurrency_cap", limit=3)]
    seen = Counter(
        BlockRandomization(study(how={"seed": seed}, guardrails=rules), "salt")
        .assign_next(None, None)
        .guardrails
        for seed in SEEDS
    )
    assert len(seen) == 4
    assert chisquare(list(seen.values())).pvalue > 0.0005


def test_a_factor_is_drawn_only_for_those_it_is_for() -> None:
    """Agents of other arms and tiers have it never, and it stays balanced among those it is for."""
    rules = [nudge(arms=["assistant"], tiers=["high"])]
    randomization = BlockRandomization(study(tiers=TIERS, guardrails=rules), "salt")
    assigned = [(tier, randomization.assign_next(tier, None)) for tier in ("low", "high") * 40]
    has = [d for tier, d in assigned if d.guardrails]
    may = [d for tier, d in assigned if tier == "high" and d.arms == ("assistant",)]
    assert abs(2 * len(has) - len(may)) <= 1
    assert all(d in may for d in has)


def test_orders_of_sessions_are_complete_after_a_block() -> None:
    """After as many agents as there are orders, each order was assigned once."""
    randomization = BlockRandomization(study("session", arms=arms(0.25, 0.25, 0.25, 0.25)), "salt")
    for _ in range(3):
        assert len({randomization.assign_next(None, None).arms for _ in range(4)}) == 4


@pytest.mark.parametrize("unit", ["chat", "shift"])
def test_chats_and_shifts_are_balanced_within_blocks(unit: str) -> None:
    """Each agent's chats of a session, and shifts, are even after every block."""
    how = {"block": 4}
    periods = [{"name": "p", "first": "2026-03-02", "last": "2026-03-29"}]
    randomization = BlockRandomization(study(unit, how=how, periods=periods), "salt")

    def arm(number: int) -> tuple[str, int]:
        return (
            randomization.of_chat("a", "s1", number)
            if unit == "chat"
            else randomization.of_shift("a", number)
        )

    for block in range(20):
        assigned = [arm(4 * block + place) for place in range(4)]
        assert Counter(name for name, _ in assigned) == {"assistant": 2, "control": 2}
        assert {number for _, number in assigned} == {block}
    assert randomization.assign_next(None, None).arms == ()


def test_the_block_fits_the_shares() -> None:
    """In the smallest block every share is whole; the default has at least one for each arm."""
    assert exact_block([0.5, 0.5]) == 2
    assert exact_block([0.2, 0.3, 0.5]) == 10
    assert exact_block([0.3333333333, 0.3333333333, 0.3333333334]) == 3
    assert exact_block([0.12345, 0.87655]) is None
    assert block_of([1.0]) == 1
    assert block_of([0.25, 0.75]) == 4


def arms_by_hand(seed: int, salt: str, strata: list[str], block: list[str]) -> list[str]:
    """The arms of agents of these strata, assigned by the description and with none of its code."""
    key = hashlib.sha256(f"permuted-blocks-1\n{seed}\n{salt}".encode()).hexdigest()
    found = []
    for n, stratum in enumerate(strata):
        number, place = divmod(strata[:n].count(stratum), len(block))
        label, octets = f'["arms","{stratum}",{number}]', b""
        for counter in range(len(block)):
            octets += hashlib.sha256(f"{key}\n{label}\n{counter}".encode()).digest()
        words = [int(octets[at : at + 8].hex(), 16) for at in range(0, len(octets), 8)]
        order = list(block)
        for last in range(len(order) - 1, 0, -1):
            while words[0] >= 2**64 // (last + 1) * (last + 1):
                words.pop(0)
            other = words.pop(0) % (last + 1)
            order[last], order[other] = order[other], order[last]
        found.append(order[place])
    return found


@given(st.integers(), st.text("0123456789abcdef", max_size=64), PEOPLE)
def test_arms_can_be_drawn_again_from_the_description(
    seed: int, salt: str, people: list[tuple[str, str]]
) -> None:
    """Another program that follows the description comes to the same arms."""
    how = {"seed": seed, "strata": ["tier", "site"], "block": 4}
    randomization = BlockRandomization(study(how=how, tiers=TIERS, arms=arms(0.25, 0.75)), salt)
    strata = [f"tier={tier}/site={site}" for tier, site in people]
    assigned = [randomization.assign_next(*person).arms[0] for person in people]
    assert assigned == arms_by_hand(seed, salt, strata, ["arm_0", "arm_1", "arm_1", "arm_1"])


def test_queues_are_assigned_shares_and_then_their_agents() -> None:
    """Of three queues in a row each has another share, which its blocks of agents have too."""
    how = {"strata": ["site"], "saturations": [0.0, 0.5, 1.0]}
    chosen = study(how=how, arms=arms(0.5, 0.5))
    randomization = BlockRandomization(chosen, "salt")
    found: defaultdict[str, list[AssignedArms]] = defaultdict(list)
    for number in range(120):
        found[f"q{number % 12}"].append(randomization.assign_next(None, f"q{number % 12}"))
    shares = [each[0].saturation or 0.0 for each in found.values()]
    assert all(sorted(shares[at : at + 3]) == [0.0, 0.5, 1.0] for at in range(0, 12, 3))
    access = next(arm.name for arm in chosen.arms if arm.access)
    for share, queue in zip(shares, found.values(), strict=True):
        assert sum(each.arms == (access,) for each in queue) == 10 * share
        assert len({each.told_stratum for each in queue}) == 1
        assert [each.block for each in queue] == [number // 2 for number in range(10)]


def test_the_list_does_not_tell_the_share_of_a_queue() -> None:
    """It would give away the arms of agents who have not started; facts have it."""
    how = {"strata": ["site"], "saturations": [0.0, 0.5, 1.0]}
    one = BlockRandomization(study(how=how, arms=arms(0.5, 0.5)), "salt").assign_next(None, "x")
    assert one.stratum == "site=x"
    assert one.told_stratum == f"site=x/share={one.saturation:g}/draw=0"
