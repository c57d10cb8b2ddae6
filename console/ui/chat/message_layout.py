"""The positions of one message's parts: its day mark, heading, bubble and the line below."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetrics, QTextLayout, QTextOption

from console.domain.chat import Delivery, Message
from console.domain.events import Origin
from console.ui.chat.message_model import MessageModel
from console.ui.kit.formatting import (
    clock_time,
    count,
    day_name,
    excerpt,
    is_right_to_left,
    sanitized,
    shown_text,
)
from console.ui.kit.theme import Theme

_GROUP = timedelta(minutes=5)
_ORIGINS = {
    Origin.ADOPTED: "from a suggestion",
    Origin.MODIFIED: "from a suggestion, edited",
    Origin.CANNED: "canned reply",
}
_FROM_SUGGESTIONS = (Origin.ADOPTED, Origin.MODIFIED)


@dataclass(frozen=True, slots=True)
class MessageWords:
    """All that is written about one message; equal words need no new layout."""

    text: str
    more: str
    day: str
    heading: str
    below: str
    by_agent: bool
    empty: bool
    failed: bool
    marked: bool


@dataclass(slots=True)
class MessageBox:
    """One message laid out for a width; rectangles are relative to the row's top left corner."""

    words: MessageWords
    width: int
    height: int
    bubble: QRectF
    text_at: QPointF
    layout: QTextLayout
    day: QRectF = field(default_factory=QRectF)
    heading: QRectF = field(default_factory=QRectF)
    below: QRectF = field(default_factory=QRectF)
    more: QRectF = field(default_factory=QRectF)


def words_of(model: MessageModel, row: int, today: date) -> MessageWords:
    """What is written about the message in a row."""
    message, before = model.message(row), model.before(row)
    day = message.at.astimezone().date()
    new_day = before is None or before.at.astimezone().date() != day
    text, cut = excerpt(shown_text(message))
    empty = not text.strip() and not message.pictures
    if message.pictures and not message.attachments:
        text = f"{text}\n[{count(message.pictures, 'picture')}]".strip()
    name = "You" if message.by_agent else sanitized(model.chat.customer.name)
    return MessageWords(
        text="(empty message)" if empty else text,
        more=_more(message, cut=cut),
        day=day_name(day, today) if new_day else "",
        heading=f"{name}  {clock_time(message.at)}"
        if new_day or _new_group(message, before)
        else "",
        below=_below(message, model.is_last_of_agent(row), model.marks),
        by_agent=message.by_agent,
        empty=empty or message.unkept is not None,
        failed=message.delivery is Delivery.FAILED,
        marked=model.marks and message.origin in _FROM_SUGGESTIONS,
    )


def _more(message: Message, *, cut: bool) -> str:
    """What a click on the line below a message's words opens."""
    if message.attachments:
        return "Picture…" if message.attachments[0].picture else "File…"
    return f"Show all {len(message.text):,} characters" if cut else ""


def lay_out(words: MessageWords, width: int, theme: Theme) -> MessageBox:
    """Place everything for a row ``width`` pixels wide."""
    px, small = theme.px, QFontMetrics(theme.font(small=True)).height()
    margin, pad_x, pad_y = px(20), px(12), px(8)
    top = float(px(2))
    day = QRectF()
    if words.day:
        day = QRectF(0, top + px(8), width, small + px(8))
        top = day.bottom() + px(8)
    heading = QRectF()
    if words.heading:
        heading = QRectF(margin, top + px(8), width - 2 * margin, small)
        top = heading.bottom() + px(4)
    room = min(width * 0.76, px(560)) - 2 * pad_x
    layout, text_width, text_height = lay_out_text(words.text, room, theme.font())
    link_width = QFontMetrics(theme.font()).horizontalAdvance(words.more)
    link_height = QFontMetrics(theme.font()).height() + px(4) if words.more else 0
    bubble_width = max(text_width, link_width) + 2 * pad_x
    left = width - margin - bubble_width if words.by_agent else margin
    bubble = QRectF(left, top, bubble_width, text_height + link_height + 2 * pad_y)
    more = QRectF(left + pad_x, bubble.bottom() - pad_y - link_height, link_width, link_height)
    bottom = bubble.bottom()
    below = QRectF()
    if words.below:
        below = QRectF(margin, bottom + px(2), width - 2 * margin, small)
        bottom = below.bottom()
    return MessageBox(
        words,
        width,
        round(bottom + px(2)),
        bubble,
        QPointF(left + pad_x, top + pad_y),
        layout,
        day,
        heading,
        below,
        more if words.more else QRectF(),
    )


def lay_out_text(text: str, room: float, font: QFont) -> tuple[QTextLayout, float, float]:
    """A plain text broken into lines no wider than ``room``; its own width and height too."""
    right_to_left = is_right_to_left(text)
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    option.setTextDirection(
        Qt.LayoutDirection.RightToLeft if right_to_left else Qt.LayoutDirection.LeftToRight
    )
    layout = QTextLayout(text.replace("\n", "\u2028"), font)
    layout.setTextOption(option)
    natural = _break_lines(layout, room)
    if right_to_left and natural[0] < room:
        natural = _break_lines(layout, natural[0])
    return layout, *natural


def _break_lines(layout: QTextLayout, room: float) -> tuple[float, float]:
    width = height = 0.0
    layout.beginLayout()
    line = layout.createLine()
    while line.isValid():
        line.setLineWidth(room)
        line.setPosition(QPointF(0, height))
        height += line.height()
        width = max(width, line.naturalTextWidth())
        line = layout.createLine()
    layout.endLayout()
    return min(room, width + 1), height


def _new_group(message: Message, before: Message | None) -> bool:
    return before is None or before.by_agent != message.by_agent or message.at - before.at > _GROUP


_PROGRESS = {Delivery.SENDING: "Sending…", Delivery.READ: "Read"}


def _below(message: Message, last: bool, marks: bool) -> str:
    if not message.by_agent:
        return ""
    shows_origin = marks or message.origin not in _FROM_SUGGESTIONS
    parts = [_ORIGINS.get(message.origin, "")] if message.origin and shows_origin else []
    if message.delivery is Delivery.FAILED:
        parts.append(f"Not delivered: {message.failure}")
    elif last:
        parts.append(_PROGRESS.get(message.delivery, "Delivered"))
    return " · ".join(part for part in parts if part)
