"""What would help: changes of settings that really balance the load, in figures one can say.

Each cure leaves the consumers a tenth faster than the producers. At a load of exactly 100 % a full
queue stays full, and at 98 % it stays full for a minute: the cure would look broken.
"""

import math

from engine.analysis import figures
from engine.analysis.load import capacity_hz, offered_hz
from engine.analysis.sentence import Cure, Phrase, phrase
from engine.config import FIELDS, Config, Value

ITEM_COST_MS = 0.3
"""What an item costs beside its service: get, and the sleep's overshoot. Measured under 0.3."""
PIPE_BYTES = 65_536
"""What the pipe of a queue holds: larger items cross it in pieces."""
COMFORT = 0.9
"""A load that empties a full queue while one watches, and keeps it from filling by chance."""


def more_capacity(config: Config, staff: Config | None = None, dead: int = 0) -> tuple[Cure, ...]:
    """Return what lets the consumers keep up: more of them (or permits), or a shorter service.

    Nothing keeps up with producers that run flat out: they get a rate. `staff` are the settings in
    force, if `config` counts fewer workers because some of them cannot work, `dead` of them because
    they died.
    """
    if math.isinf(offered_hz(config)):
        found: tuple[Cure | None, ...] = (_comfortable_rate(config),)
    else:
        found = (_more_servers(config, staff or config, dead), _shorter_service(config))
    return tuple(cure for cure in found if cure is not None)


def more_offered(config: Config) -> tuple[Cure, ...]:
    """Return a rate that keeps the consumers busy and does not overload them."""
    cure = _comfortable_rate(config)
    if cure is None or math.isinf(offered_hz(config)):
        return ()
    higher = offered_hz(config.changed(cure.settings)) > offered_hz(config)
    return (cure,) if higher else ()


def fewer_consumers(config: Config, busy: float) -> tuple[Cure, ...]:
    """Return fewer consumers, of which on average `busy` work: as many as that takes, and one."""
    needed = math.ceil(busy) + 1
    if needed >= config.consumers_count:
        return ()
    return (Cure(_consumers_label(needed), {"consumers.count": needed}),)


def within_cores(config: Config, got: float) -> tuple[Cure, ...]:
    """Return what fits a machine: a service, or a rate, for the cores that the workers `got`."""
    if config.consumers_work != "cpu":
        return ()
    per_core = config.changed({"consumers.count": 1, "gate.consumer_permits": 0})
    found = (_service_for(config, got), _rate_for(config, got * capacity_hz(per_core)))
    return tuple(cure for cure in found if cure is not None)


def permits(role: str, count: int) -> tuple[Cure, ...]:
    """Return so many permits (at least 2) for a role; nothing if there cannot be that many."""
    key = f"gate.{role}_permits"
    if count > FIELDS[key].high:
        return ()
    template = "Try {n} permits at put" if role == "producer" else "Try {n} permits"
    return (Cure(phrase(template, n=str(count)), {key: count}),)


def smaller_items(config: Config, room: int) -> tuple[Cure, ...]:
    """Return a payload for which there is room in a pipe: a round number of bytes."""
    size = 1 << (max(room, 1).bit_length() - 1)
    if not 64 <= size < config.producers_payload_bytes:
        return ()
    label = phrase("Try {size} bytes", size=figures.count(size))
    return (Cure(label, {"producers.payload_bytes": size}),)


def within_channel(config: Config, carried_hz: float) -> tuple[Cure, ...]:
    """Return what a channel can carry that carried so much: smaller items, or fewer."""
    found = _rate_for(config, carried_hz)
    fewer = (found,) if found is not None else ()
    return (*smaller_items(config, PIPE_BYTES // 4), *fewer)


def room_for_burst(config: Config) -> tuple[Cure, ...]:
    """Return a maxsize that takes a whole burst of every producer."""
    places = _rounded_up(config.producers_burst * max(1, config.producers_count))
    if places <= config.channel_maxsize or places > FIELDS["channel.maxsize"].high:
        return ()
    label = phrase("Try maxsize {places}", places=figures.count(places))
    return (Cure(label, {"channel.maxsize": places}),)


def _comfortable_rate(config: Config) -> Cure | None:
    return _rate_for(config, capacity_hz(config))


def _rate_for(config: Config, capacity: float) -> Cure | None:
    """Return a rate that consumers keep up with who can serve `capacity` items a second."""
    if not config.producers_count or math.isinf(capacity):
        return None
    best = COMFORT * capacity * config.run_tempo / config.producers_count
    step = 1.0 if best >= 1 else 0.1
    rate_hz = math.floor(best / step) * step
    if not 0.1 <= rate_hz <= FIELDS["producers.rate_hz"].high:
        return None
    template = "Try {rate}/s each" if config.producers_count > 1 else "Try {rate}/s"
    label = phrase(template, rate=figures.rate(rate_hz))
    return Cure(label, {"producers.rate_hz": round(rate_hz, 1)})


def in_place_of_dead(config: Config, role: str, dead: int) -> tuple[Cure, ...]:
    """Return workers in the place of so many that died: the count as it is set, set anew."""
    if not dead:
        return ()
    key = f"{role}s.count"
    return (Cure(phrase(_IN_PLACE[role][dead > 1], n=str(dead)), {key: config[key]}),)


_IN_PLACE = {
    "producer": ("Start a producer in its place", "Start {n} producers in their place"),
    "consumer": ("Start a consumer in its place", "Start {n} consumers in their place"),
}


def _more_servers(config: Config, staff: Config, dead: int) -> Cure | None:
    """Return more consumers, or others in the place of the `dead`, if that is enough.

    Those that live and cannot work count among the `staff`, and stay there; so do the permits that
    are out of reach.
    """
    service_s = (config.consumers_service_ms * config.run_tempo + ITEM_COST_MS) / 1000
    needed = max(1, math.ceil(offered_hz(config) * service_s / COMFORT))
    living = staff.consumers_count - dead
    count = needed + living - config.consumers_count
    is_anew = living < count <= staff.consumers_count
    settings: dict[str, Value] = {}
    if count > living:
        settings["consumers.count"] = max(count, staff.consumers_count)
    if 0 < config.gate_consumer_permits < needed:
        kept = staff.gate_consumer_permits - config.gate_consumer_permits
        settings["gate.consumer_permits"] = needed + kept
    if not settings or count > FIELDS["consumers.count"].high:
        return None
    if is_anew and len(settings) == 1:
        return in_place_of_dead(staff, "consumer", dead)[0]
    return Cure(_servers_label(settings), settings)


def _servers_label(settings: dict[str, Value]) -> Phrase:
    consumers, permits = (
        str(settings.get(key, 0)) for key in ("consumers.count", "gate.consumer_permits")
    )
    if len(settings) == 2:
        return phrase("Try {n} consumers, {permits} permits", n=consumers, permits=permits)
    if "gate.consumer_permits" in settings:
        return phrase("Try {n} permits", n=permits)
    return _consumers_label(int(consumers))


def _consumers_label(count: int) -> Phrase:
    return phrase("Try {n} consumers" if count != 1 else "Try {n} consumer", n=str(count))


def _shorter_service(config: Config) -> Cure | None:
    servers = config.consumers_count
    if config.gate_consumer_permits:
        servers = min(servers, config.gate_consumer_permits)
    return _service_for(config, servers)


def _service_for(config: Config, servers: float) -> Cure | None:
    """Return a service so short that `servers` keep up with what is offered."""
    offered = offered_hz(config)
    if not offered or math.isinf(offered) or not servers:
        return None
    service_ms = (1000 * COMFORT * servers / offered - ITEM_COST_MS) / config.run_tempo
    step = 5.0 if service_ms >= 50 else 1.0 if service_ms >= 10 else 0.1
    service_ms = math.floor(service_ms / step) * step
    if not 0.5 <= service_ms < config.consumers_service_ms:
        return None
    label = phrase("Try {service} ms", service=figures.milliseconds(service_ms))
    return Cure(label, {"consumers.service_ms": round(service_ms, 1)})


def _rounded_up(places: int) -> int:
    step = 5 if places <= 100 else 50 if places <= 1000 else 500
    return math.ceil(places / step) * step
