"""What a reader must know about an estimate, in plain words."""

import math

from console.effects.linear.covariance import Inference

FEW_DOF = 4
"""Degrees of freedom below which the approximation fails (Tipton 2015)."""

WEAK = 10.0
"""Below this effective F an interval of two-stage least squares is not to be trusted."""


def dof_notes(dof: float) -> tuple[str, ...]:
    """Whether an error rests on enough clusters."""
    if dof >= FEW_DOF:
        return ()
    return (
        f"The error rests on {dof:.1f} degrees of freedom: too few clusters carry the estimate "
        f"to trust the interval's level (at least {FEW_DOF} are wanted).",
    )


def leverage_notes(reading: Inference) -> tuple[str, ...]:
    """Whether some clusters leave nothing to judge a coefficient's error by."""
    if reading.adjustment is None or not reading.adjustment.saturated_clusters:
        return ()
    return (
        f"{reading.adjustment.saturated_clusters:,} clusters determine a coefficient alone; "
        "what they say of its error can't be seen.",
    )


def late_notes(strength: float, pieces: tuple[tuple[float, float], ...]) -> tuple[str, ...]:
    """Whether the assignment moved usage enough, and what its test leaves of effects.

    ``strength`` is the effective F of the first stage, ``pieces`` the Anderson-Rubin set.
    """
    notes = []
    if strength < WEAK:
        notes.append(
            f"The assignment moved usage little (effective F {strength:.1f}, below {WEAK:.0f}): "
            "read the Anderson-Rubin set instead of the interval."
        )
    if not pieces:
        notes.append("No effect is compatible with the data: the assumptions don't hold together.")
    elif len(pieces) > 1:
        notes.append("The Anderson-Rubin set is in pieces: values between them are left out.")
    elif math.isinf(pieces[0][0]) or math.isinf(pieces[0][1]):
        notes.append("The Anderson-Rubin set has no end: the data don't bound the effect.")
    return tuple(notes)
