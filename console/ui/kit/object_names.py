"""Object names of the widgets that can be operated, for a scripted agent, tests and tools.

A name is a role, then what it belongs to, joined by colons: ``send:c-17`` is the button that sends
in chat ``c-17``. Every chat has widgets of its own, so a name is unique in the window.
"""

from console.domain.events import SuggestionKind
from console.domain.issues import Disposition

WINDOW = "console"
QUEUE = "queue"
ACCEPT_NEXT = "accept-next"
NOTICE_TEXT = "notice-text"
NOTICE_OFFER = "notice-offer"
NOTICE_DISMISS = "notice-dismiss"
RECORDING = "recording"
SHORTCUTS = "shortcuts"
SHEET_DONE = "sheet-done"

CLOSE_DIALOG = "close-dialog"
CLOSE_CONFIRM = "close-confirm"
CLOSE_CANCEL = "close-cancel"
SHOW_QUEUE = "show-queue"
LEAVE_DIALOG = "leave-dialog"
LEAVE_STAY = "leave-stay"
LEAVE_KEEP = "leave-keep"
LEAVE_HAND_BACK = "leave-hand-back"

HOLD_NOTICE = "hold-notice"
TAKE_ANYWAY = "take-anyway"
GO_TO_WAITING = "go-to-waiting"
NUDGE = "nudge"
NUDGE_PUT_AWAY = "nudge-put-away"
RESOLVED_QUESTION = "resolved-question"

QUESTIONNAIRE = "questionnaire"
QUESTIONNAIRE_LATER = "questionnaire-later"
QUESTIONNAIRE_DECLINE = "questionnaire-decline"
QUESTIONNAIRE_HAND_IN = "questionnaire-hand-in"
QUESTIONNAIRE_RESUME = "questionnaire-resume"

PRACTICE = "practice"
AVAILABILITY = "availability"
ATTACHMENT_SHOW = "attachment-show"
ATTACHMENT_SAVE = "attachment-save"
ATTACHMENT_WORDS = "attachment-words"
TRANSFER_DIALOG = "transfer-dialog"
TRANSFER_NOTE = "transfer-note"
TRANSFER_CANCEL = "transfer-cancel"
TRANSFER_CONFIRM = "transfer-confirm"
FIRST_AGENT = "first-agent"
FIRST_SHIPPED = "first-shipped"
FIRST_OWN = "first-own"
FIRST_FOLDER = "first-folder"
FIRST_BROWSE = "first-browse"
FIRST_PRACTICE = "first-practice"
FIRST_LIVE = "first-live"
FIRST_TROUBLE = "first-trouble"
FIRST_START = "first-start"

CONSENT_AGREE = "consent-agree"
CONSENT_DECLINE = "consent-decline"


def waiting(chat: str) -> str:
    """The row of a customer in the queue."""
    return f"waiting:{chat}"


def accept(chat: str) -> str:
    """The button that takes a customer from the queue."""
    return f"accept:{chat}"


def mine(chat: str) -> str:
    """The row of one of the agent's chats; a click turns to its tab."""
    return f"mine:{chat}"


def finished(chat: str) -> str:
    """The row of a finished chat; a click shows its transcript."""
    return f"finished:{chat}"


def tab(chat: str) -> str:
    """The tab of a chat."""
    return f"tab:{chat}"


def close_tab(chat: str) -> str:
    """The small cross on a tab; opens the close dialog."""
    return f"close-tab:{chat}"


def close_chat(chat: str) -> str:
    """The button above a transcript that opens the close dialog."""
    return f"close-chat:{chat}"


def file_chat(chat: str) -> str:
    """The same button below the transcript of a customer who has left."""
    return f"file-chat:{chat}"


def transcript(chat: str) -> str:
    """The list of a chat's messages."""
    return f"transcript:{chat}"


def earlier(chat: str) -> str:
    """The button that brings up earlier messages."""
    return f"earlier:{chat}"


def newest(chat: str) -> str:
    """The button that scrolls down to messages that came in out of sight."""
    return f"newest:{chat}"


def composer(chat: str) -> str:
    """The input box of a chat."""
    return f"composer:{chat}"


def undo_send(message: str) -> str:
    """The button that takes back a message that has not left yet."""
    return f"undo-send:{message}"


def send(chat: str) -> str:
    """The button that sends what is in a chat's input box."""
    return f"send:{chat}"


def unlink(chat: str) -> str:
    """The cross on the chip that says what the draft was made from."""
    return f"unlink:{chat}"


def canned(chat: str) -> str:
    """The list of canned replies above a chat's input box."""
    return f"canned:{chat}"


def panel_toggle(chat: str) -> str:
    """The button that folds and unfolds the suggestions."""
    return f"panel-toggle:{chat}"


def assistant_again(chat: str) -> str:
    """The button that restarts an assistant that was given up."""
    return f"assistant-again:{chat}"


def suggestion_card(chat: str, about: SuggestionKind) -> str:
    """The card of one kind of suggestion."""
    return f"suggestion:{about}:{chat}"


def suggestion_text(chat: str, about: SuggestionKind) -> str:
    """The label with the words of a suggestion."""
    return f"suggestion-text:{about}:{chat}"


def suggestion_send(chat: str, about: SuggestionKind) -> str:
    """The button that sends a suggestion as it is."""
    return f"suggestion-send:{about}:{chat}"


def suggestion_edit(chat: str, about: SuggestionKind) -> str:
    """The button that puts a suggestion into the input box."""
    return f"suggestion-edit:{about}:{chat}"


def suggestion_dismiss(chat: str, about: SuggestionKind) -> str:
    """The button that puts a suggestion away."""
    return f"suggestion-dismiss:{about}:{chat}"


def suggestion_again(chat: str, about: SuggestionKind) -> str:
    """The button that asks for another suggestion."""
    return f"suggestion-again:{about}:{chat}"


def suggestion_step(chat: str, about: SuggestionKind) -> str:
    """The button on a card that carries out the step it says to do first."""
    return f"suggestion-step:{about}:{chat}"


def newer_wording(chat: str, about: SuggestionKind) -> str:
    """The link on a card that takes the model's wording in place of the approved one."""
    return f"newer-wording:{about}:{chat}"


def suggestion_newer(chat: str, about: SuggestionKind) -> str:
    """The link to a newer suggestion that waits until the one on the card has been read."""
    return f"suggestion-newer:{about}:{chat}"


def suggestion_good(chat: str, about: SuggestionKind) -> str:
    """The thumb up."""
    return f"suggestion-good:{about}:{chat}"


def suggestion_bad(chat: str, about: SuggestionKind) -> str:
    """The thumb down."""
    return f"suggestion-bad:{about}:{chat}"


def suggestion_pause(chat: str, about: SuggestionKind) -> str:
    """The line on a card that asks the agent to read first, or to look twice."""
    return f"suggestion-pause:{about}:{chat}"


def ask(chat: str) -> str:
    """The button that asks for suggestions where they are made on demand only."""
    return f"ask:{chat}"


def source(chat: str, about: SuggestionKind, number: int) -> str:
    """The link to the ``number``-th cited article, counted from 1."""
    return f"source:{about}:{number}:{chat}"


def confirm_issue(chat: str) -> str:
    """The button that confirms the diagnosed issue."""
    return f"confirm-issue:{chat}"


def issue_basis(chat: str) -> str:
    """The line that says how likely the diagnosed issue is, and which words speak for it."""
    return f"issue-basis:{chat}"


def language_note(chat: str) -> str:
    """The line that says that a chat's customer writes in another language."""
    return f"language-note:{chat}"


def further_issue(chat: str) -> str:
    """What else a chat's customer has brought up."""
    return f"further-issue:{chat}"


def choose_issue(chat: str) -> str:
    """The button that opens the list of all issues."""
    return f"choose-issue:{chat}"


def issue_search(chat: str) -> str:
    """The field that searches the issues; Enter takes the marked one."""
    return f"issue-search:{chat}"


def issue_list(chat: str) -> str:
    """The list of the issues found."""
    return f"issue-list:{chat}"


def subject(chat: str) -> str:
    """The button that opens the menu of orders and items that the chat may be about."""
    return f"subject:{chat}"


def need(chat: str, number: int) -> str:
    """The line of the ``number``-th thing to be known from the customer, counted from 1."""
    return f"need:{number}:{chat}"


def need_source(chat: str, number: int) -> str:
    """The link to the message in which the customer met that need."""
    return f"need-source:{number}:{chat}"


def step(chat: str, number: int) -> str:
    """The line of the ``number``-th step that can be carried out, counted from 1."""
    return f"step:{number}:{chat}"


def open_article(chat: str) -> str:
    """The link from the procedure to its article."""
    return f"open-article:{chat}"


def finish_procedure(chat: str) -> str:
    """The button that says that the procedure was carried out."""
    return f"finish-procedure:{chat}"


def earlier_chat(chat: str) -> str:
    """The link to an earlier chat of the same customer."""
    return f"earlier-chat:{chat}"


def disposition(value: Disposition) -> str:
    """A choice in the close dialog."""
    return f"disposition:{value}"


def resolved(answer: bool) -> str:
    """The answer to "Resolved?" in the close dialog."""
    return "resolved:yes" if answer else "resolved:no"


def answer(item: str, value: int) -> str:
    """A choice of a question."""
    return f"answer:{item}:{value}"


def answer_line(item: str) -> str:
    """The line on which a question is answered by marking it."""
    return f"answer-line:{item}"


def answer_words(item: str) -> str:
    """The box in which a question is answered in words."""
    return f"answer-words:{item}"
