"""Reads study files for commands."""

from pathlib import Path
from typing import TYPE_CHECKING

from console.column_types import NUMERIC_TYPES

if TYPE_CHECKING:
    from console.study.file.design import Study


def sound_study(path: Path) -> "Study":
    """A study whose outcomes are measured and whose questionnaires are there, too.

    Raises:
        StudyError: a line for each fault.
    """
    from console.measures.agent_days import AGENT_DAYS
    from console.measures.chats import CHATS
    from console.workflows.check_study import check_study

    known = {
        table.name: [column.name for column in table.columns if column.type in NUMERIC_TYPES]
        for table in (AGENT_DAYS, CHATS)
    }
    return check_study(path, known)
