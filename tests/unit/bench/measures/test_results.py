"""What ``bench measures`` tells people and scripts of the numbers it found."""

import json

from console.bench.measures.results import MeasuresBenchResults
from console.bench.measures.text_rates import TextRates


def results() -> MeasuresBenchResults:
    """Ten times the events in nine times the time, with Spark and texts."""
    return MeasuresBenchResults(
        events=10_000_000,
        chats=400_000,
        small_events=1_000_000,
        rounds=3,
        ours_s=18.0,
        scan_sort_s=6.0,
        small_s=2.0,
        peak_mb=2_500.0,
        pandas_s=216.0,
        pandas_peak_mb=6_500.0,
        values=34_000_000,
        spark_s=70.0,
        spark_values=3_400_000,
        texts=[TextRates("en", True, 90_000, 3, tagger=9e3, ours=8e3, all_cores=1.5e4)],
    )


def test_scripts_get_what_the_numbers_come_to() -> None:
    """How many times as fast, as long as the limit, and as long as for fewer events."""
    plain = json.loads(json.dumps(results().as_dict()))
    assert (plain["times_pandas"], plain["times_limit"], plain["growth"]) == (12, 3, 9)
    assert plain["more_events"] == 10
    assert plain["texts"][0]["tagger"] == 9_000


def test_people_get_a_line_for_each_side() -> None:
    """What was not asked for is not told of; a reason is where Spark is missing."""
    told = results().as_text()
    assert "12.0 times as long" in told
    assert "on Spark" in told
    assert "8,000 messages/s" in told
    bare = results()
    bare.spark_s, bare.texts, bare.spark_skipped = None, [], "there is no Java"
    assert bare.as_text().splitlines()[-1] == "  no Spark: there is no Java"
    bare.spark_skipped = None
    assert len(bare.as_text().splitlines()) == 4
