"""A study file checked against what else must be there: measures, and questionnaires."""

from collections.abc import Collection, Iterator, Mapping
from pathlib import Path

from console.domain.errors import UsageError
from console.study.file.design import Study
from console.study.file.loading import load_study, refused
from console.study.file.problem import StudyFileProblem
from console.study.file.rules import unknown_measures
from console.study.questionnaires.library import find_questionnaire


def check_study(path: Path, known: Mapping[str, Collection[str]]) -> Study:
    """Read a study file and look up everything that it names.

    Args:
        path: the file.
        known: what is measured, as columns by table.

    Raises:
        StudyError: it can't be read or is not a study, or names what there is not; a line for each
            fault.
    """
    study = load_study(path)
    problems = [*unknown_measures(study, known), *_unknown_questionnaires(study, path.parent)]
    if problems:
        raise refused(path, problems)
    return study


def _unknown_questionnaires(study: Study, folder: Path) -> Iterator[StudyFileProblem]:
    for n, sitting in enumerate(study.questionnaires):
        try:
            find_questionnaire(sitting.questionnaire, folder)
        except UsageError as error:
            yield StudyFileProblem(("questionnaires", n, "questionnaire"), str(error))
