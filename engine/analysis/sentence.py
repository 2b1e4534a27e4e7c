"""What is said about a run: phrases that can be translated, the sentence, and its cures."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from engine.config import Value
from engine.states import State


@dataclass(frozen=True)
class Phrase:
    """A template with its arguments, apart, so that a window can translate the template.

    Arguments are figures already formatted, or phrases in their turn.
    """

    template: str = ""
    args: Mapping[str, "str | Phrase"] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """The phrase in English."""
        return self.template.format(**{name: str(argument) for name, argument in self.args.items()})

    def __str__(self) -> str:
        return self.text

    def __bool__(self) -> bool:
        """False for the phrase that says nothing."""
        return bool(self.template)


@dataclass(frozen=True)
class Cure:
    """Settings that would help, and the words on the button that applies them."""

    label: Phrase
    settings: Mapping[str, Value]


@dataclass(frozen=True)
class Proof:
    """What a sentence rests on: whose time in which states, in which range of the lanes."""

    start_s: float
    """The range, in seconds since the start of the run."""
    end_s: float
    role: str = ""
    """Whose lanes show it; empty for no role in particular."""
    states: tuple[State, ...] = ()
    share: float | None = None
    """Of the lives of all workers of that role within the range, spent in these states: 0 to 1."""
    numbers: Mapping[str, float] = field(default_factory=dict)
    """Figures that the rule looked at, by name, such as depth, maxsize, offered_hz."""


@dataclass(frozen=True)
class Sentence:
    """What is going on, in one sentence, with the chain that leads to it and what would help."""

    phrase: Phrase
    state: State | None = None
    """The state that stands beside the sentence."""
    severity: Literal["ok", "warn", "recheck"] = "ok"
    """recheck: not enough is known yet to tell."""
    chain: Phrase = field(default_factory=Phrase)
    """The small line under the sentence; may be empty."""
    cures: tuple[Cure, ...] = ()
    proof: Proof | None = None
    """What it rests on; None for what follows from the settings, or from the run's end."""

    @property
    def template(self) -> str:
        """The words without their figures: two sentences of one rule share it."""
        return self.phrase.template

    @property
    def args(self) -> Mapping[str, str | Phrase]:
        """The figures of the sentence."""
        return self.phrase.args

    @property
    def text(self) -> str:
        """The sentence in English."""
        return self.phrase.text


def phrase(template: str, **args: "str | Phrase") -> Phrase:
    """Return a phrase; spares its callers a dict."""
    return Phrase(template, args)
