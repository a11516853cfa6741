"""The benches' and the soak's own bookkeeping: what they would let pass nobody would notice."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "scripts"))

from bench import load  # noqa: E402
from bench.content.words import Size, ico_of  # noqa: E402
from bench.goals import Goal, Verdict, Verdicts  # noqa: E402
from bench.pages import against  # noqa: E402
from bench.peer.setting_up import PAGES, recorded  # noqa: E402
from bench.rounds import Figure, Measured  # noqa: E402
from bench.soak.html_forms import form_with  # noqa: E402
from bench.soak.ledger import ENOUGH, Kind, Ledger, balance, growth  # noqa: E402

from portal.core.validators import validate_ico  # noqa: E402

pytestmark = pytest.mark.only_on("sqlite")

WRK = """Running 1s test @ http://127.0.0.1:8000/
  1 threads and 8 connections
  Thread Stats   Avg      Stdev     Max   +/- Stdev
    Latency     1.81ms    2.05ms  20.19ms   91.90%
    Req/Sec     5.66k     1.21k    7.02k    60.00%
  Latency Distribution
     50%    1.20ms
     75%    1.90ms
     90%    3.66ms
     99%   10.50ms
  5625 requests in 1.50s, 1.14MB read
{problem}Requests/sec:   5612.34
Transfer/sec:      1.14MB
"""


@pytest.fixture
def wrk(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What wrk says, put together by a test that fills in the line of problems."""
    said = [""]
    monkeypatch.setattr(load.shutil, "which", lambda _name: "/usr/bin/wrk")
    monkeypatch.setattr(
        load.subprocess,
        "run",
        lambda command, **_kwargs: subprocess.CompletedProcess(command, 0, stdout=WRK.format(problem=said[0])),
    )
    return said


def put(status: int = 200) -> load.Load:
    return load.put(load.Target(8000, "dso0.localhost", "/"), connections=8, seconds=1, status=status)


def test_what_wrk_says_is_read(wrk: list[str]) -> None:
    found = put()
    assert found == load.Load(5625, 1.5, 1.2, 10.5, 0)
    assert found.rate == 3750


def test_answers_of_another_status_and_broken_connections_are_wrong(wrk: list[str]) -> None:
    wrk[0] = "  Socket errors: connect 1, read 2, write 3, timeout 4\n  Non-2xx or 3xx responses: 5\n"
    assert put().wrong == 15
    # Where a page that isn't there is asked for, its status is the right one.
    assert put(status=404).wrong == 10


def test_wrk_that_answers_otherwise_than_known_stops_the_bench(wrk: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        load.subprocess, "run", lambda command, **_kwargs: subprocess.CompletedProcess(command, 0, stdout="wrk 5")
    )
    with pytest.raises(ValueError, match="unexpected"):
        put()


@pytest.mark.parametrize(
    ("values", "goal", "reached", "missed"),
    [
        ([5.0, 5.1, 5.2], Goal("", least=5), True, False),
        # Quarters of the rounds are 0.6 apart: half of it is 6 % of the middle one.
        ([4.4, 4.8, 5.0], Goal("", least=5), False, False),
        ([4.4, 4.5, 4.6], Goal("", least=5), False, True),
        ([1.2], Goal("", most=1.2), True, False),
        ([1.3], Goal("", most=1.2), False, True),
        ([9], Goal("", most=8), False, True),
    ],
)
def test_a_goal_is_missed_only_beyond_the_noise(values: list[float], goal: Goal, reached: bool, missed: bool) -> None:
    verdict = Verdict("home", Figure(values), goal)
    assert (verdict.reached, verdict.missed) == (reached, missed)


def test_a_run_with_one_goal_missed_fails_and_names_it(capsys: pytest.CaptureFixture[str]) -> None:
    verdicts = Verdicts()
    verdicts.add("queries of list", 6, Goal("list 6", most=6))
    assert verdicts.say() == 0
    verdicts.add("queries of home", 9, Goal("home at most 8", most=8))
    assert verdicts.say() == 1
    assert "MISSED: queries of home is 9, ≤ 8: “home at most 8”" in capsys.readouterr().out


def test_ratios_are_taken_round_by_round() -> None:
    loads = {
        "home": [load.Load(100, 1, 2, 3, 0), load.Load(50, 1, 4, 12, 0)],
        "hello": [load.Load(200, 1, 1, 1, 0), load.Load(50, 1, 1, 1, 1)],
    }
    found = Measured(loads)
    assert found.ratio("home", "hello").values == [0.5, 1.0]
    assert found.tail("home").values == [1.5, 3.0]
    assert found.wrong == ["hello: 1 wrong answers"]


def test_the_tail_of_short_answers_is_read_beside_what_the_machine_does_to_hello_world() -> None:
    loads = {
        "home": [load.Load(1, 1, 1, 10, 0), load.Load(1, 1, 1, 3, 0)],
        "hello": [load.Load(1, 1, 1, 12, 0), load.Load(1, 1, 1, 1.5, 0)],
    }
    # No wider than hello-world's is within twice; where hello-world's is narrow, it is as wide as it is.
    assert Measured(loads).tail_beside("home", "hello").values == pytest.approx([10 / 6, 3])


def test_a_server_that_never_answers_is_no_figure() -> None:
    found = Measured({"home": [load.Load(100, 1, 2, 3, 0), load.Load(0, 2, 0, 0, 0)]})
    assert found.wrong == ["home: no answer in a round, take more seconds"]


def test_what_is_lost_and_what_is_double_is_counted() -> None:
    found = balance("requests", ["a", "b", "c"], ["b", "c", "c", "somebody else's"])
    assert (found.promised, found.lost, found.double, found.is_even) == (3, 1, 1, False)
    assert balance("requests", ["a"], ["a", "z"]).is_even


def test_memory_is_flat_or_grows_in_the_second_half() -> None:
    assert growth([50, *range(100, 160, 2), *[200] * 32]) == 1
    assert growth([100.0 + n for n in range(60)]) == pytest.approx(153 / 133, rel=0.02)
    assert growth([100, 200]) == 1


def test_the_slowest_of_a_hundred_counts_only_among_enough() -> None:
    assert Kind("read", ENOUGH, 10, 31).is_slow
    assert not Kind("read", ENOUGH, 10, 30).is_slow
    assert not Kind("edit", ENOUGH - 1, 10, 99).is_slow


def test_the_ledger_sums_up_by_kind() -> None:
    ledger = Ledger()
    for milliseconds in range(1, 101):
        ledger.note("read", milliseconds)
    ledger.wrong("read: 500")
    ledger.wrong("read: 500")
    assert ledger.kinds() == [Kind("read", 100, 50, 99)]
    assert ledger.errors == {"read: 500": 2}


def test_a_form_is_posted_back_as_a_browser_would() -> None:
    page = """
    <form><input name="q" value="hledat"></form>
    <form method="post">
      <input type="hidden" name="csrfmiddlewaretoken" value="t"> <input type="file" name="photo">
      <textarea name="subject">\nvýuka &amp; péče</textarea>
      <select name="kind"><option value="1">a<option value="2" selected>b</select>
      <select name="place"><option value="x">x</option><option value="y">y</option></select>
      <input type="checkbox" name="live" checked> <input type="checkbox" name="not">
      <input type="radio" name="scope" value="one"> <input type="radio" name="scope" value="two" checked>
      <input name="gone" value="1" disabled> <button name="action-publish" value="1">
      <template><input name="row-__prefix__" value="1"></template>
      <script type="text/template"><input name="row" value="1"></script>
    </form>
    """
    assert form_with(page, "subject") == [
        ("csrfmiddlewaretoken", "t"),
        ("subject", "výuka & péče"),
        ("kind", "2"),
        ("place", "x"),
        ("live", "on"),
        ("scope", "two"),
    ]
    with pytest.raises(LookupError):
        form_with(page, "password")


def test_without_the_peer_its_recorded_parts_of_hello_world_are_taken() -> None:
    hello, ours = load.Load(48_187, 1, 1, 1, 0), load.Load(510, 1, 1, 1, 0)
    found = Measured({"home": [ours], "hello-world": [hello]})
    last = recorded()
    assert set(last) == {f"{prefix}CRX {page}" for prefix in ("", "cached ") for page in PAGES}
    assert against(found, "home", "CRX home", last).median == pytest.approx(10, rel=0.01)


def test_sizes_are_read_and_made_up_numbers_are_valid() -> None:
    assert Size.read("700x9x60") == Size(700, 9, 60)
    assert Size(700, 9, 60).all_services == 378_000
    for wrong in ("83", "83x20", "0x1x1"):
        with pytest.raises(ValueError, match=r"size|invalid"):
            Size.read(wrong)
    for n in range(700):
        validate_ico(ico_of(n))
