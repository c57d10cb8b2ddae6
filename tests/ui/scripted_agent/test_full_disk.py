"""A scripted agent while the disk takes nothing."""

from pathlib import Path

from full_disk import full
from window_scene import SHOP, Scene

from console.domain import events as ev
from console.ui.kit.theme import Theme
from console.ui.scripted_agent.driver import WidgetDriver
from console.ui.scripted_agent.profiles import profile_named
from console.ui.scripted_agent.steps_behaviour import StepsBehaviour


def test_a_step_that_can_not_be_recorded_is_tried_again(tmp_path: Path, theme: Theme) -> None:
    """Nothing is raised while the disk is full; once there is room the step is carried out."""
    scene = Scene(tmp_path / "log.db", theme, assistant=False).show()
    scene.take("c1", "My parcel is late.")
    scene.session.confirm_issue("c1", "late")
    scene.session.send("c1", "I am looking into it.")
    scene.log.flush()
    driver = WidgetDriver(scene.window)
    steps = StepsBehaviour(driver, scene.session, SHOP, profile_named("careful"))
    with full(scene.path):
        for _ in range(3):
            assert steps.prepare_own_answer(scene.chat("c1"))
            scene.settle(30)
    scene.settle(50)
    for _ in range(3):
        steps.prepare_own_answer(scene.chat("c1"))
        scene.settle(30)
    assert [fact.step for fact in scene.facts(ev.ActionTaken)] == ["Read the last scan."]
    scene.close()
