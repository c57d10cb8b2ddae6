"""A scripted agent whose messages wait for a while before they leave."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from window_scene import SHOP, Scene

from console.domain import events as ev
from console.ui.kit.theme import Theme
from console.ui.scripted_agent.agent import ScriptedAgent
from console.ui.scripted_agent.profiles import profile_named

MOST_BEATS = 400


@pytest.fixture
def scene(tmp_path: Path, theme: Theme) -> Iterator[Scene]:
    """A console without the assistant, where a sent message can be taken back for long."""
    scene = Scene(tmp_path / "log.db", theme, assistant=False, hold_s=1000).show()
    yield scene
    scene.close()


def test_a_message_that_waits_to_leave_is_an_answer(scene: Scene) -> None:
    """The agent does not write to the customer again until they have written again."""
    agent = ScriptedAgent(
        scene.window, scene.session, SHOP, profile_named("hasty"), seed=1, speed=500
    )
    scene.take("c1", "My parcel is late.")
    for _ in range(MOST_BEATS):
        agent._tick()
        scene.settle(1)
        if scene.facts(ev.SendHeld):
            break
    for _ in range(50):
        agent._tick()
        scene.settle(1)
    assert len(scene.facts(ev.SendHeld)) == 1
    assert scene.chat("c1").draft.text == ""
