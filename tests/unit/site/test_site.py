"""A site's folder: written, read, and examined with all its faults at once."""

import re
import shutil
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from console.channels.base import Arrived, Wrote
from console.channels.scripted.channel import ScenarioChannel
from console.channels.simulated.settings import CustomerSettings
from console.cli.site import site as commands
from console.domain.errors import UsageError
from console.settings import Settings
from console.site.check import site_problems
from console.site.folder import load_site, shipped_site
from console.site.writing import write_site

HOTEL = Path(__file__).parents[2] / "sites" / "hotel"
TODAY = date(2026, 3, 12)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A site as `site init` writes it."""
    write_site(tmp_path / "acme", 'Acme "Garden"', TODAY)
    return tmp_path / "acme"


def edit(path: Path, old: str, new: str) -> None:
    """Change the first place where a file has ``old``."""
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.mark.parametrize("which", ["written", "hotel", "shipped"])
def test_sites_are_sound(folder: Path, which: str) -> None:
    """What `site init` writes, another organisation's folder and the shop that ships."""
    sites = {"written": folder, "hotel": HOTEL, "shipped": shipped_site().folder}
    assert site_problems(sites[which]) == []
    assert load_site(sites[which]).pack.scenarios


def test_a_new_site_has_the_name_it_was_given(folder: Path) -> None:
    """Whatever signs the name has, and the day practice customers live on."""
    shop = load_site(folder).pack.shop
    assert (shop.name, shop.today) == ('Acme "Garden"', TODAY)
    assert 'Acme "Garden"' in shop.greeting


def test_a_site_is_written_into_an_empty_folder_only(folder: Path) -> None:
    """What a person has there already stays as it is."""
    with pytest.raises(UsageError, match="is there already; name a new"):
        write_site(folder, "Acme", TODAY)


FAULTS = {
    "no TOML": ("shop.toml", "name =", "name", r"shop\.toml:3: not TOML: .*; write key = value"),
    "unknown key": ("site.toml", "tone =", "ton =", r"site\.toml:3: ton: .*did you mean 'tone'\?"),
    "unknown tone": ("site.toml", '"friendly"', '"merry"', r":3: tone: is 'merry'; write"),
    "unknown language": ("site.toml", '["en"]', '["en", "xx"]', r":5: languages\[2\]: is 'xx'; "),
    "no such study": ("site.toml", "# study =", "study =", r"site\.toml:9: study: .*no such file"),
    "missing field": ("issues.toml", 'name = "Late', '# "', r":3: issue\[1\]\.name: is missing"),
    "bad name": ("canned.toml", '"hello"', '"Hello!"', r":4: reply\[1\]\.name: .*small letters"),
    "no article": (
        "issues.toml",
        '"return"\nexamples',
        '"zz"\nexamples',
        r":21: return: article: no article 'zz' in knowledge/; write it",
    ),
    "unknown slot": (
        "canned.toml",
        "is {agent}",
        "is {me}",
        r":6: reply\[1\]\.text: unknown slot .me.; there is agent, first_name",
    ),
    "slot in an article": (
        "knowledge/return.md",
        "{first_name}",
        "{x}",
        r"\.md:9: reply: unknown slot .x.; there is address",
    ),
    "agent in an article": (
        "knowledge/return.md",
        "{first_name}",
        "{agent}",
        r"\.md:9: reply: unknown slot .agent.; ",
    ),
    "field of an article": ("knowledge/return.md", "title", "titl", r"return\.md:3: titl: unknown"),
    "article's step": ("knowledge/return.md", 'of = "E', 'of = "X', r"return\.md:2: .*no such ent"),
    "no fence": ("knowledge/return.md", "+++", "---", r"return\.md:1: the first line must be"),
    "twice": ("customers.toml", '"c2"', '"c1"', r"customers\.toml:17: c1: customer 'c1' exists t"),
    "story of nobody": (
        "scenarios.toml",
        "scenario = []",
        '[[scenario]]\nid = "s"\ncustomer = "c9"\nissue = "return"\nopening = ["Hi"]\n'
        'solution = [["label"]]\nlanguage = "en"',
        r"scenarios\.toml:6: s: customer: no customer 'c9'; name one",
    ),
    "no TLS": (
        "site.toml",
        "# [channel]",
        '[channel]\nkind = "matrix"\nserver = "http://chat.example.org"\n#',
        r"site\.toml:20: channel\.server: .*; write https://HOST",
    ),
    "no such channel": (
        "site.toml",
        "# [channel]",
        '[channel]\nkind = "chat"\n#',
        r"site\.toml:18: channel: kind: is 'chat'; write 'matrix', 'chatwoot', 'web'",
    ),
    "no account": (
        "site.toml",
        "# [channel]",
        '[channel]\nkind = "chatwoot"\nserver = "https://desk.example"\naccount = 0\n#',
        r"site\.toml:21: channel\.account: .*1",
    ),
    "no kind": (
        "site.toml",
        "# [channel]",
        '[channel]\nlisten = "127.0.0.1:8440"\n#',
        r"site\.toml:18: channel: there is no kind; say which",
    ),
    "no certificate": (
        "site.toml",
        "# [channel]",
        '[channel]\nkind = "web"\nlisten = "0.0.0.0:8440"\n#',
        r"site\.toml:18: channel: listen: other machines reach this address; name certificate",
    ),
    "no user": (
        "site.toml",
        "# [channel]",
        '[channel]\nkind = "matrix"\nserver = "https://a.example"\ncolleagues = ["kim"]\n#',
        r":21: channel\.colleagues\[1\]: is 'kim'; write @name:server",
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_told_with_file_line_and_remedy(folder: Path, fault: str) -> None:
    """One line each: where it is, what is wrong, and after the semicolon what to do."""
    file, old, new, told = FAULTS[fault]
    edit(folder / file, old, new)
    lines = [str(fault) for fault in site_problems(folder)]
    assert any(re.search(told, line) for line in lines), lines
    assert all("; " in line for line in lines)


def test_all_faults_are_told_at_once(folder: Path) -> None:
    """Faults in several files and a missing file are one list, and the command fails."""
    edit(folder / "site.toml", "tone", "ton")
    edit(folder / "issues.toml", 'summary = "The order', 'summry = "The order')
    (folder / "canned.toml").unlink()
    files = {fault.file.name for fault in site_problems(folder)}
    assert files == {"site.toml", "issues.toml", "canned.toml"}
    done = CliRunner().invoke(commands, ["check", str(folder)])
    assert done.exit_code == 1
    assert "canned.toml:1: no such file" in done.output


def test_a_fault_hides_no_slot(folder: Path) -> None:
    """Slots of articles, canned replies and the greeting are told beside other faults."""
    edit(folder / "shop.toml", "Hi {first_name}", "Hi {firstname}")
    edit(folder / "canned.toml", "is {agent}", "is {Agent}")
    edit(folder / "knowledge" / "return.md", "title", "titel")
    edit(folder / "knowledge" / "return.md", "{first_name}", "{x}")
    edit(folder / "knowledge" / "return.md", "I'll e-mail you", "{y}, I'll e-mail you")
    lines = "\n".join(str(problem) for problem in site_problems(folder))
    for told in (
        r"shop\.toml:\d+: greeting: unknown slot .firstname.; did you mean 'first_name'\?",
        r"canned\.toml:6: reply\[1\]\.text: unknown slot .Agent.; did you mean 'agent'\?",
        r"return\.md:3: titel: unknown key; did you mean 'title'\?",
        r"return\.md:9: reply: unknown slot .x.",
        r"return\.md:13: step\[1\]\.announce: unknown slot .y.",
    ):
        assert re.search(told, lines), lines


WRONG_WORDS = {
    "outside of a language": ('agree = ["Yes"]', r":1: agree: stands .*write its language, such"),
    "a text for a list": ('[en]\nagree = "Yes"', r":2: en\.agree: is 'Yes'; write a list"),
    "a missing line": ("[en]", r":1: en\.nudge: is missing; add it: when no answer has come for"),
    "a text for a table": (
        '[en]\nanswers = ["Yes"]',
        r":2: en\.answers\[1\]: is 'Yes'; write a table",
    ),
}


@pytest.mark.parametrize("which", WRONG_WORDS)
def test_wrong_phrases_are_told_in_plain_words(folder: Path, which: str) -> None:
    """Not in the words of the program's own types; a missing key with its meaning."""
    text, told = WRONG_WORDS[which]
    (folder / "phrases.toml").write_text(text, encoding="utf-8")
    lines = "\n".join(str(problem) for problem in site_problems(folder))
    assert re.search(told, lines), lines
    assert not re.search(r"tuple|dictionary|instance|[Ii]nput", lines)


def test_a_wrong_slot_of_a_story_is_told_where_it_stands(folder: Path) -> None:
    """Also in an answer of the story, below its own heading."""
    story = """[[scenario]]
id = "s"
customer = "c1"
issue = "return"
opening = ["Hi"]
solution = [["label"]]

[[scenario.answers]]
asked = ["number"]
reply = "It's {number}"
"""
    (folder / "scenarios.toml").write_text(story, encoding="utf-8")
    (folder / "phrases.toml").write_text(
        (shipped_site().folder / "phrases.toml").read_text(encoding="utf-8"), encoding="utf-8"
    )
    (problem,) = site_problems(folder)
    assert (problem.file.name, problem.line) == ("scenarios.toml", 10)


def test_a_folder_that_is_none_is_told() -> None:
    """With the command that makes a site."""
    for look in (site_problems, load_site):
        with pytest.raises(UsageError, match="no such folder; `switchboard site init"):
            look(Path("/nowhere/acme"))


def test_the_command_says_what_a_sound_site_holds(folder: Path) -> None:
    """And that it is for practice while it has no channel."""
    done = CliRunner().invoke(commands, ["check", str(folder)])
    assert done.exit_code == 0
    assert "2 issues, 2 articles, 2 canned replies" in done.output
    assert "no channel: practice only" in done.output


def test_practice_customers_open_with_the_issues_examples() -> None:
    """A site without stories has customers of its own, each with one of its issues."""
    pack = load_site(HOTEL).pack
    now = [0]
    settings = CustomerSettings(arrival_mean_s=1)
    channel = ScenarioChannel(
        pack, run="r", seed=1, customers=6, clock_ns=lambda: now[0], settings=settings
    )
    channel.start([])
    now[0] = 120 * 10**9
    news = list(channel.poll())
    examples = {text for issue in pack.issues for text in issue.examples}
    arrived = [item for item in news if isinstance(item, Arrived)]
    assert len(arrived) == 6
    assert len({item.known_issue for item in arrived}) == 6
    assert {item.text for item in news if isinstance(item, Wrote)} & examples


def test_a_site_overrides_a_persons_settings_where_it_says_something(tmp_path: Path) -> None:
    """Tone, length, languages, the study and what carries out steps; the rest stays theirs."""
    shutil.copytree(HOTEL, tmp_path / "hotel")
    (tmp_path / "hotel" / "site.toml").write_text(
        'tone = "formal"\nlanguages = ["de"]\n[actions]\ncommand = ["/bin/true"]\n'
    )
    settings = load_site(tmp_path / "hotel").settings(Settings(agent="Ana", length="short"))
    assert (settings.tone, settings.length, settings.agent) == ("formal", "short", "Ana")
    assert settings.languages == ("de",)
    assert settings.operations is not None
