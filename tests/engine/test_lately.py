"""What a run did lately: nothing from before a change speaks for the settings that are in force."""

from dataclasses import replace

from engine.analysis.lately import Lately
from engine.analysis.sentence import Sentence, phrase
from engine.config import DEFAULT, Config
from engine.ledger import Ledger
from engine.runlog.manifest import End
from engine.snapshot import Phase, Snapshot, WorkerView
from engine.states import State

SLOW = DEFAULT.changed({"consumers.count": 1})
Shares = dict[str, dict[State, float]]


class Run:
    """A run of which all that counts is said; it asks for the sentence four times a second."""

    def __init__(self, config: Config) -> None:
        workers = (*(_worker("producer", n) for n in (1, 2, 3)), _worker("consumer"))
        self.snapshot = Snapshot(Phase.RUNNING, 1, config=config, maxsize=10, workers=workers)
        self.shares: Shares = {}
        self.asked: tuple[float, float] = (0.0, 0.0)
        self._lately = Lately()

    def goes_on(self, seconds: float, **changes: object) -> Sentence:
        self.snapshot = replace(self.snapshot, **changes)  # type: ignore[arg-type]
        sentence = self.says()
        for _ in range(round(4 * seconds)):
            at_s = self.snapshot.elapsed_s + 0.25
            self.snapshot = replace(self.snapshot, elapsed_s=at_s)
            sentence = self.says()
        return sentence

    def says(self) -> Sentence:
        return self._lately.why(self.snapshot, self._shares, lambda: None)

    def _shares(self, start_s: float, end_s: float) -> Shares:
        self.asked = start_s, end_s
        return self.shares


def _worker(role: str, index: int = 1, state: State = State.PACING) -> WorkerView:
    return WorkerView(f"{role}-{index}", role, index, 9, state, 0, 0, 0, 0, 0, False, 0)


BLOCKED = {"producer": {State.WAIT_SLOT: 1.0}, "consumer": {State.WORKING_IO: 1.0}}


def test_shares_are_of_the_last_5_s() -> None:
    run = Run(SLOW)
    run.shares = BLOCKED
    run.goes_on(9.0)
    assert run.asked == (4.0, 9.0)


def test_start_of_processes_is_not_seen() -> None:
    run = Run(SLOW)
    starting = (_worker("producer"), _worker("consumer", state=State.STARTING))
    workers = run.snapshot.workers
    run.goes_on(2.0, phase=Phase.STARTING, workers=starting)
    run.goes_on(1.5, phase=Phase.RUNNING, workers=workers)
    assert run.asked == (2.0, 3.5)


def test_change_begins_anew_and_the_sentence_follows_within_two_seconds() -> None:
    run = Run(SLOW)
    run.shares = BLOCKED
    assert "is full" in run.goes_on(6.0, depth=10).text
    config = SLOW.changed({"consumers.service_ms": 70})
    sentence = run.goes_on(0.0, config=config)
    assert sentence.text == "Just changed: 12/s are offered, 1 consumer can serve 14.3/s"
    assert sentence.severity == "recheck"
    sentence = run.goes_on(1.5)
    assert sentence.text == "The queue drains: 12/s are offered, 1 consumer can serve 14.3/s"
    assert run.asked == (6.0, 7.5)


def test_pause_is_not_seen() -> None:
    run = Run(SLOW)
    run.goes_on(3.0)
    run.goes_on(3.0, phase=Phase.PAUSED)
    run.goes_on(2.0, phase=Phase.RUNNING)
    assert run.asked == (6.0, 8.0)


def test_refusals_from_before_the_last_seconds_are_over() -> None:
    config = SLOW.changed({"producers.put": "timeout"})
    run = Run(config)
    run.shares = BLOCKED
    run.goes_on(2.0, depth=10, ledger=Ledger())
    sentence = run.goes_on(2.0, ledger=Ledger(attempted=20, refused=5))
    assert sentence.text.startswith("25 % of the puts are refused")
    assert run.goes_on(6.0).text.startswith("The queue is full")


def test_another_run_has_no_past() -> None:
    run = Run(SLOW)
    run.shares = BLOCKED
    run.goes_on(6.0)
    sentence = run.goes_on(0.5, run_id=2, elapsed_s=0.0)
    assert sentence.text.startswith("Just started")


def test_end_says_what_was_the_matter_before_it() -> None:
    before = Sentence(phrase("The queue is full"), State.WAIT_SLOT, "warn")
    ended = Snapshot(Phase.ENDED, 1, elapsed_s=9.0, end=End("stop", "", 0))
    sentence = Lately().why(ended, lambda start_s, end_s: {}, lambda: before)
    assert sentence.text == "Done: 0 items in 9 s, the ledger closes"
    assert sentence.chain.text == "Before the end: The queue is full"
