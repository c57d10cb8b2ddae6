"""Where the agent's attention is: tabs, the window, the cursor, pauses, and what was in sight."""

from console.domain import events as ev
from console.domain.access import has_access
from console.domain.desk import Desk
from console.session.channel_link import ChannelLink
from console.session.recorder import Recorder


class AttentionActions:
    """One method for each sign of where an agent's attention is; each is recorded on a change."""

    def __init__(self, recorder: Recorder, link: ChannelLink) -> None:
        """Everything is recorded with ``recorder``; customers see over ``link`` who is typing."""
        self.desk: Desk = recorder.desk
        self._recorder = recorder
        self._link = link

    def show_tab(self, chat: str | None) -> None:
        """A chat's tab became the current one, or no chat's."""
        if self.desk.tab != chat:
            self._recorder.record(ev.TabShown(chat=chat))

    def activate_window(self, active: bool) -> None:
        """The console's window became, or ceased to be, the active one."""
        if self.desk.window_active != active:
            self._recorder.record(ev.WindowActivated() if active else ev.WindowDeactivated())

    def go_idle(self, idle_s: float) -> None:
        """Nothing was touched for ``idle_s`` seconds."""
        if not self.desk.idle:
            self._recorder.record(ev.AgentIdle(idle_s=idle_s))

    def leave_idle(self) -> None:
        """Something was touched again."""
        if self.desk.idle:
            self._recorder.record(ev.AgentBack())

    def focus_composer(self, chat: str, focused: bool) -> None:
        """The cursor entered or left the chat's input box."""
        if self.desk.chats[chat].composing != focused:
            self._recorder.record(
                ev.ComposerFocused(chat=chat) if focused else ev.ComposerLeft(chat=chat)
            )

    def type_in(self, chat: str, active: bool) -> None:
        """The agent began or stopped typing."""
        state = self.desk.chats[chat]
        if state.is_open and state.agent_typing != active:
            self._recorder.record(
                ev.AgentTyping(chat=chat, active=active),
                then=self._link.telling(lambda: self._link.channel.typing(chat, active)),
            )

    def toggle_panel(self, is_open: bool) -> None:
        """The agent opened or folded the suggestion panel."""
        if self.desk.panel_open != is_open:
            self._recorder.record(ev.PanelToggled(open=is_open))

    def mark_suggestion_shown(self, chat: str, suggestion: str) -> None:
        """The suggestion has words and is really in front of the agent."""
        seen = self.desk.chats[chat].suggestions[suggestion].shown_at is not None
        allowed = has_access(self.desk, self.desk.chats[chat])
        if not seen and allowed and self.desk.panel_visible(chat):
            self._recorder.record(ev.SuggestionShown(chat=chat, suggestion=suggestion))
