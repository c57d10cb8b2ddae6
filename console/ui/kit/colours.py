"""The colours of the window by what they are for, in a light and a dark set.

One accent on neutral greys. Amber and red stand for waiting and for nothing else.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Roles:
    """One set of colours, each ``#rrggbb``, by role.

    ``canvas`` lies behind transcripts, ``chrome`` behind everything around them, ``raised`` behind
    cards and fields. ``edge`` separates, ``edge_strong`` bounds what can be worked.
    """

    canvas: str
    chrome: str
    raised: str
    hover: str
    pressed: str
    edge: str
    edge_strong: str
    text: str
    muted: str
    accent: str
    accent_hover: str
    on_accent: str
    accent_text: str
    accent_soft: str
    customer: str
    own: str
    own_muted: str
    suggestion: str
    suggestion_edge: str
    soon: str
    soon_soft: str
    late: str
    late_soft: str
    notice: str
    on_notice: str
    shade: str
    selection: str
    on_selection: str


LIGHT = Roles(
    canvas="#ffffff",
    chrome="#f5f6f7",
    raised="#ffffff",
    hover="#eaecee",
    pressed="#dfe2e5",
    edge="#e1e4e8",
    edge_strong="#868e98",
    text="#1a1d21",
    muted="#58606b",
    accent="#0e6f8a",
    accent_hover="#0b5c73",
    on_accent="#ffffff",
    accent_text="#0b647d",
    accent_soft="#e0f0f4",
    customer="#f0f2f4",
    own="#dceff4",
    own_muted="#40606a",
    suggestion="#f3fafb",
    suggestion_edge="#4f93a5",
    soon="#7d4e00",
    soon_soft="#fbeccb",
    late="#ad1f1a",
    late_soft="#fbe3e1",
    notice="#2b3037",
    on_notice="#ffffff",
    shade="#15181c",
    selection="#0e6f8a",
    on_selection="#ffffff",
)

DARK = Roles(
    canvas="#16181b",
    chrome="#1d2024",
    raised="#24282d",
    hover="#2b3036",
    pressed="#343a41",
    edge="#31363d",
    edge_strong="#767f8b",
    text="#eceef0",
    muted="#a3abb6",
    accent="#12758f",
    accent_hover="#0e6880",
    on_accent="#ffffff",
    accent_text="#74cfe4",
    accent_soft="#173843",
    customer="#262a30",
    own="#16404c",
    own_muted="#a9c6ce",
    suggestion="#182629",
    suggestion_edge="#3f8192",
    soon="#f2bd5c",
    soon_soft="#42310f",
    late="#ff9d94",
    late_soft="#4d1f1c",
    notice="#e6e9ec",
    on_notice="#1a1d21",
    shade="#000000",
    selection="#12758f",
    on_selection="#ffffff",
)

TEXT_PAIRS: tuple[tuple[str, str], ...] = (
    *((ink, surface) for ink in ("text", "muted") for surface in ("canvas", "chrome", "raised")),
    *((ink, "hover") for ink in ("text", "muted")),
    ("text", "pressed"),
    *(("accent_text", p) for p in ("canvas", "chrome", "raised", "suggestion", "accent_soft")),
    *((ink, "accent_soft") for ink in ("text", "muted")),
    ("accent_text", "hover"),
    ("on_accent", "accent"),
    ("on_accent", "accent_hover"),
    ("text", "customer"),
    ("muted", "customer"),
    ("accent_text", "customer"),
    ("text", "own"),
    ("own_muted", "own"),
    ("accent_text", "own"),
    ("text", "suggestion"),
    ("muted", "suggestion"),
    *(
        (ink, surface)
        for ink in ("soon", "late")
        for surface in ("canvas", "chrome", "accent_soft")
    ),
    *((ink, "late_soft") for ink in ("text", "muted")),
    ("soon", "soon_soft"),
    ("late", "late_soft"),
    ("on_notice", "notice"),
    ("on_selection", "selection"),
)
"""Which colours carry text on which, for the check of their contrast."""


def luminance(colour: str) -> float:
    """Relative luminance by WCAG 2.2, 0 (black) to 1 (white)."""
    channels = (int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5))
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(ink: str, surface: str) -> float:
    """Contrast ratio by WCAG 2.2, 1 to 21."""
    dark, light = sorted((luminance(ink), luminance(surface)))
    return (light + 0.05) / (dark + 0.05)
