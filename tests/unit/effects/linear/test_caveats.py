"""What a reader must know about an estimate is said in words."""

import math

from console.effects.linear.caveats import dof_notes, late_notes


def test_enough_clusters_and_a_strong_assignment_need_no_caveat() -> None:
    """Nothing is said where nothing is to be said."""
    assert dof_notes(4.0) == ()
    assert late_notes(10.0, ((0.1, 0.2),)) == ()


def test_few_degrees_of_freedom_are_told() -> None:
    """With how many there are."""
    (note,) = dof_notes(2.34)
    assert "2.3 degrees of freedom" in note


def test_each_odd_form_of_the_anderson_rubin_set_has_its_words() -> None:
    """Empty, in pieces, without end; and a weak assignment is told besides."""
    assert "No effect is compatible" in late_notes(20.0, ())[0]
    assert "in pieces" in late_notes(20.0, ((-math.inf, 1.0), (2.0, math.inf)))[0]
    assert "has no end" in late_notes(20.0, ((-math.inf, math.inf),))[0]
    weak, endless = late_notes(3.21, ((0.5, math.inf),))
    assert "effective F 3.2, below 10" in weak
    assert "has no end" in endless
