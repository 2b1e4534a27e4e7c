"""What can be set: every key with its type, bounds, unit, words, and whether it acts live.

The struct `Config` is the single source: files, the command line and the window read their
bounds, labels and help from it through `FIELDS`.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Literal, get_args, get_origin, get_type_hints

import msgspec
from msgspec import Meta, field

from engine.runlog.layout import SETTINGS

Value = int | float | str
Acts = Literal["live", "restart"]


class ConfigError(ValueError):
    """A setting that cannot be accepted. `str()` is one sentence for the user; `key` names it."""

    def __init__(self, key: str, sentence: str) -> None:
        super().__init__(sentence)
        self.key = key


def _extra(
    unit: str = "",
    slider: tuple[float, float] | None = None,
    log: bool = False,
    acts: Acts = "live",
    zero: str = "",
) -> dict[str, Any]:
    """Return what msgspec's Meta does not know of a field. `zero` is what 0 means, if special."""
    return {"unit": unit, "slider": slider, "log": log, "acts": acts, "zero": zero}


class Config(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The whole configuration of a run. Times are in the unit that the name ends in."""

    producers_count: Annotated[
        int,
        Meta(ge=0, le=128, title="Count", description="Processes that put items."),
        Meta(extra=_extra(slider=(0, 12))),
    ] = field(name="producers.count", default=3)
    producers_rate_hz: Annotated[
        float,
        Meta(ge=0, le=100_000, title="Rate each", description="Items a second of each producer."),
        Meta(extra=_extra(unit="/s", slider=(0.5, 200), log=True, zero="flat out")),
    ] = field(name="producers.rate_hz", default=4.0)
    producers_spacing: Annotated[
        Literal["constant", "poisson", "bursty"],
        Meta(title="Spacing", description="How the send times are spread; the mean stays."),
        Meta(extra=_extra()),
    ] = field(name="producers.spacing", default="constant")
    producers_burst: Annotated[
        int,
        Meta(ge=1, le=1_000, title="Burst", description="Items at once, then a pause."),
        Meta(extra=_extra(unit="items", slider=(1, 100), log=True)),
    ] = field(name="producers.burst", default=18)
    producers_payload_bytes: Annotated[
        int,
        Meta(ge=0, le=10_000_000, title="Payload", description="Size of each item."),
        Meta(extra=_extra(unit="bytes", slider=(0, 1_000_000), log=True)),
    ] = field(name="producers.payload_bytes", default=100)
    producers_put: Annotated[
        Literal["block", "timeout", "nowait"],
        Meta(title="put", description="How put() waits when the queue is full."),
        Meta(extra=_extra()),
    ] = field(name="producers.put", default="block")
    producers_put_timeout_s: Annotated[
        float,
        Meta(ge=0.001, le=60, title="Timeout", description="put() raises Full after this time."),
        Meta(extra=_extra(unit="s", slider=(0.05, 5), log=True)),
    ] = field(name="producers.put_timeout_s", default=0.2)
    producers_when_full: Annotated[
        Literal["retry", "drop", "stop"],
        Meta(title="When full", description="What a producer does when put() raised Full."),
        Meta(extra=_extra()),
    ] = field(name="producers.when_full", default="drop")
    channel_kind: Annotated[
        Literal["queue", "pipe"],
        Meta(title="Kind", description="What carries the items: a Queue or a Pipe."),
        Meta(extra=_extra(acts="restart")),
    ] = field(name="channel.kind", default="queue")
    channel_maxsize: Annotated[
        int,
        Meta(ge=0, le=32_767, title="maxsize", description="Places in the queue."),
        Meta(extra=_extra(slider=(1, 200), log=True, zero="unbounded")),
    ] = field(name="channel.maxsize", default=10)
    consumers_count: Annotated[
        int,
        Meta(ge=0, le=128, title="Count", description="Processes that get items and work."),
        Meta(extra=_extra(slider=(0, 12))),
    ] = field(name="consumers.count", default=2)
    consumers_service_ms: Annotated[
        float,
        Meta(ge=0, le=60_000, title="Service", description="Mean time of the work on an item."),
        Meta(extra=_extra(unit="ms", slider=(1, 2_000), log=True)),
    ] = field(name="consumers.service_ms", default=125.0)
    consumers_service: Annotated[
        Literal["constant", "exponential", "lognormal"],
        Meta(title="Spread", description="How service times vary around their mean."),
        Meta(extra=_extra()),
    ] = field(name="consumers.service", default="constant")
    consumers_service_cv: Annotated[
        float,
        Meta(
            ge=0.1,
            le=4,
            title="Variation",
            description="Standard deviation over mean of the service time.",
        ),
        Meta(extra=_extra(slider=(0.1, 4))),
    ] = field(name="consumers.service_cv", default=1.0)
    consumers_work: Annotated[
        Literal["io", "cpu"],
        Meta(title="Work", description="Sleep as a disk or network would, or burn CPU."),
        Meta(extra=_extra()),
    ] = field(name="consumers.work", default="io")
    consumers_get: Annotated[
        Literal["block", "timeout", "nowait"],
        Meta(title="get", description="How get() waits when the queue is empty."),
        Meta(extra=_extra()),
    ] = field(name="consumers.get", default="block")
    consumers_get_timeout_s: Annotated[
        float,
        Meta(ge=0.001, le=60, title="Timeout", description="get() raises Empty after this time."),
        Meta(extra=_extra(unit="s", slider=(0.05, 5), log=True)),
    ] = field(name="consumers.get_timeout_s", default=1.0)
    consumers_when_empty: Annotated[
        Literal["retry", "stop"],
        Meta(title="When empty", description="What a consumer does when get() raised Empty."),
        Meta(extra=_extra()),
    ] = field(name="consumers.when_empty", default="retry")
    gate_producer_permits: Annotated[
        int,
        Meta(ge=0, le=128, title="At put", description="Permits held around put()."),
        Meta(extra=_extra(slider=(1, 12), zero="off")),
    ] = field(name="gate.producer_permits", default=0)
    gate_consumer_permits: Annotated[
        int,
        Meta(ge=0, le=128, title="At work", description="Permits held around the work."),
        Meta(extra=_extra(slider=(1, 12), zero="off")),
    ] = field(name="gate.consumer_permits", default=0)
    run_tempo: Annotated[
        float,
        Meta(
            ge=0.1,
            le=10,
            title="Tempo",
            description="Multiplies every configured time: same load, slower to watch.",
        ),
        Meta(extra=_extra(unit="×", slider=(0.1, 10), log=True)),
    ] = field(name="run.tempo", default=1.0)
    run_start_method: Annotated[
        Literal["spawn", "forkserver", "fork"],
        Meta(title="Start method", description="How worker processes are started."),
        Meta(extra=_extra(acts="restart")),
    ] = field(name="run.start_method", default="spawn")
    run_items: Annotated[
        int,
        Meta(ge=0, le=1_000_000_000, title="Items", description="Ends after this many items."),
        Meta(extra=_extra(slider=(1, 10_000), log=True, acts="restart", zero="no limit")),
    ] = field(name="run.items", default=0)
    run_seconds: Annotated[
        float,
        Meta(ge=0, le=604_800, title="Seconds", description="Ends after this time."),
        Meta(extra=_extra(unit="s", slider=(1, 600), log=True, acts="restart", zero="no limit")),
    ] = field(name="run.seconds", default=0.0)
    run_seed: Annotated[
        int,
        Meta(ge=0, le=2**53, title="Seed", description="The same seed, the same sequence of work."),
        Meta(extra=_extra(acts="restart")),
    ] = field(name="run.seed", default=1)

    def __getitem__(self, key: str) -> Value:
        """Return the value of a key as it is named in files: `config["channel.maxsize"]`."""
        value: Value = getattr(self, FIELDS[key].attribute)
        return value

    def values(self) -> dict[str, Value]:
        """Return every key with its value."""
        return {key: self[key] for key in FIELDS}

    def changed(self, changes: Mapping[str, object]) -> "Config":
        """Return a copy with `changes` applied. Raises ConfigError, and then nothing is changed."""
        checked = {
            FIELDS[known(key)].attribute: check(key, value) for key, value in changes.items()
        }
        return msgspec.structs.replace(self, **checked)

    def differences(self) -> dict[str, Value]:
        """Return the keys that differ from the defaults."""
        return {key: self[key] for key, spec in FIELDS.items() if self[key] != spec.default}


@dataclass(frozen=True)
class Field:
    """One key: what a control, a file reader or a help text needs to know of it."""

    key: str
    attribute: str
    kind: Literal["int", "float", "choice"]
    default: Value
    low: float
    high: float
    choices: tuple[str, ...]
    unit: str
    label: str
    help: str
    slider: tuple[float, float] | None
    log: bool
    acts: Acts
    zero: str
    """What the value 0 means where it is special ("unbounded"), else empty."""

    @property
    def bounds(self) -> str:
        """The accepted values in words, for the end of an error sentence."""
        if self.kind == "choice":
            return "one of " + ", ".join(self.choices)
        noun = "a whole number" if self.kind == "int" else "a number"
        low = 0.1 if self.key == "producers.rate_hz" else (1 if self.zero else self.low)
        if self.key == "run.seconds":
            low = 0
        unit = f" {self.unit}" if self.unit not in ("", "×") else ""
        zero = f", or 0 ({self.zero})" if self.zero else ""
        return f"{noun} from {_plain(low)} to {_plain(self.high)}{unit}{zero}"


def _plain(number: float) -> str:
    return f"{number:,.0f}" if number == int(number) else f"{number:g}"


def _fields() -> dict[str, Field]:
    hints = get_type_hints(Config, include_extras=True)
    fields = {}
    for info in msgspec.structs.fields(Config):
        annotation = hints[info.name]
        base, *metas = get_args(annotation)
        merged = {
            name: getattr(meta, name)
            for meta in metas
            for name in ("ge", "le", "title", "description", "extra")
            if getattr(meta, name) is not None
        }
        is_choice = get_origin(base) is Literal
        fields[info.encode_name] = Field(
            key=info.encode_name,
            attribute=info.name,
            kind="choice" if is_choice else "int" if base is int else "float",
            default=info.default,
            low=merged.get("ge", 0),
            high=merged.get("le", 0),
            choices=get_args(base) if is_choice else (),
            label=merged["title"],
            help=merged["description"],
            **merged["extra"],
        )
    return fields


FIELDS: dict[str, Field] = _fields()
DEFAULT = Config()
COUNTS = ("producers.count", "consumers.count")
"""How many workers a run is to have; setting one anew brings those back that died."""


def known(key: str) -> str:
    """Return `key`, or raise a ConfigError that names the nearest known one."""
    if key in FIELDS:
        return key
    import difflib  # only for a wrong key: it would cost every start 2 ms

    near = difflib.get_close_matches(key, FIELDS, n=1)
    hint = f"; did you mean {near[0]}?" if near else "."
    raise ConfigError(key, f"There is no setting named {key!r}{hint}")


def check(key: str, value: object) -> Value:
    """Return `value` in its right type, or raise a ConfigError with key, value and bounds."""
    spec = FIELDS[known(key)]
    try:
        checked: Value = msgspec.convert(value, _TYPES[key], strict=True)
    except msgspec.ValidationError:
        raise _refused(spec, value) from None
    if isinstance(checked, float) and not math.isfinite(checked):
        raise _refused(spec, value)
    if key == "producers.rate_hz" and 0 < float(checked) < 0.1:
        raise _refused(spec, value)
    return checked


def parse(key: str, text: str) -> Value:
    """Return the value that `text` means for `key`, as typed on a command line or in a field."""
    spec = FIELDS[known(key)]
    if spec.kind == "choice":
        return check(key, text.strip())
    try:
        number = float(text) if spec.kind == "float" else int(text.replace("_", ""))
    except ValueError:
        raise _refused(spec, text) from None
    return check(key, number)


def from_values(values: Mapping[str, object]) -> Config:
    """Return the configuration that `values` describe, defaults for the rest."""
    return DEFAULT.changed(values)


def needs_restart(key: str, old: Value, new: Value) -> bool:
    """True when a running run cannot take `new` for `key`."""
    if old == new:
        return False
    if key in ("channel.maxsize", "gate.producer_permits", "gate.consumer_permits"):
        return not (old and new)
    return FIELDS[key].acts == "restart"


def hints(config: Config) -> list[str]:
    """Return one sentence for each setting that has no effect beside the others."""
    found = []
    if config.channel_kind == "pipe":
        if config.producers_put != "block":
            found.append(
                f"producers.put={config.producers_put} has no effect on a pipe: "
                "send() has no timeout, so put only blocks."
            )
        if config.channel_maxsize != DEFAULT.channel_maxsize:
            found.append("channel.maxsize has no effect on a pipe: its capacity is in bytes.")
    return found


def _refused(spec: Field, value: object) -> ConfigError:
    shown = value if isinstance(value, str) else msgspec_text(value)
    return ConfigError(spec.key, f"{spec.key} must be {spec.bounds}, not {shown}.")


def msgspec_text(value: object) -> str:
    """Return a value as a file would spell it."""
    if isinstance(value, bool) or value is None:
        return str(value).lower() if value is not None else "null"
    return repr(value)[:80]


_TYPES = {
    info.encode_name: get_type_hints(Config, include_extras=True)[info.name]
    for info in msgspec.structs.fields(Config)
}

assert all(key in FIELDS for key in SETTINGS)
