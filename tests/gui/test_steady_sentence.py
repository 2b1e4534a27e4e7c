"""The sentence changes for what has lasted a second, and at once for what the user does."""

from engine.analysis.sentence import Proof, Sentence, phrase
from engine.states import State
from gui.steady_sentence import SteadySentence

PROOF = Proof(0.0, 5.0)


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def full(chain: str = "") -> Sentence:
    return Sentence(phrase("full"), State.WAIT_SLOT, "warn", phrase(chain), proof=PROOF)


def starving(share: str) -> Sentence:
    return Sentence(phrase("wait {share}", share=share), State.WAIT_ITEM, proof=PROOF)


def balanced() -> Sentence:
    return Sentence(phrase("balanced"), State.WORKING_IO, proof=PROOF)


def test_rule_that_flickers_is_never_shown() -> None:
    clock = Clock()
    steady = SteadySentence(clock)
    shown = []
    for tick in range(40):
        clock.now = tick / 4
        shown.append(steady.take(balanced() if tick % 4 == 3 else full()).text)
    assert set(shown) == {"full"}


def test_rule_that_lasts_a_second_is_shown() -> None:
    clock = Clock()
    steady = SteadySentence(clock)
    steady.take(full())
    assert steady.take(balanced()).text == "full"
    clock.now = 0.9
    assert steady.take(balanced()).text == "full"
    clock.now = 1.1
    assert steady.take(balanced()).text == "balanced"


def test_number_stays_until_it_differs_by_more_than_5_points_for_a_second() -> None:
    clock = Clock()
    steady = SteadySentence(clock)
    steady.take(starving("80 %"))
    for tick, share in enumerate(("84 %", "76 %", "85 %", "75 %", "80 %", "85 %"), 1):
        clock.now = float(tick)
        assert steady.take(starving(share)).text == "wait 80 %"
    assert steady.take(starving("90 %")).text == "wait 80 %"
    clock.now = 7.5
    assert steady.take(starving("91 %")).text == "wait 91 %"


def test_chain_and_proof_are_always_of_now() -> None:
    steady = SteadySentence(Clock())
    steady.take(full("queue 9 of 10"))
    assert steady.take(full("queue 10 of 10")).chain.text == "queue 10 of 10"


def test_what_the_user_did_is_said_at_once_and_so_is_what_follows() -> None:
    clock = Clock()
    steady = SteadySentence(clock)
    steady.take(full())
    clock.now = 1.0
    changed = Sentence(phrase("just changed"), State.STARTING, "recheck", proof=PROOF)
    assert steady.take(changed).text == "just changed"
    clock.now = 2.0
    assert steady.take(balanced()).text == "balanced"
    assert steady.take(Sentence(phrase("paused"), State.PAUSED)).text == "paused"


def test_sentence_changes_at_most_once_a_second_while_a_slider_is_dragged() -> None:
    clock = Clock()
    steady = SteadySentence(clock)
    shown = []
    for tick in range(12):
        clock.now = tick / 4
        words = phrase("just changed: {rate}", rate=str(tick))
        dragged = Sentence(words, State.STARTING, "recheck", proof=PROOF)
        shown.append(steady.take(dragged).text.removeprefix("just changed: "))
    assert shown == ["0"] * 4 + ["4"] * 4 + ["8"] * 4


def test_end_of_a_run_is_said_at_once_whatever_stood_there() -> None:
    steady = SteadySentence(Clock())
    steady.take(full())
    done = Sentence(phrase("done"), State.FINISHED, proof=PROOF)
    assert steady.take(done).text == full().text
    assert steady.say(done).text == "done"
