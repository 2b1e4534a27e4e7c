"""The flow in words: over its groups, for a tooltip, and for those who do not see the picture."""

import math

from PySide6.QtCore import QCoreApplication

from engine.analysis.load import CORES, capacity_hz, cores_limit, offered_hz
from engine.analysis.staff import gone, staffed
from engine.snapshot import Phase, Snapshot
from gui.panels.flow_folded import mix
from gui.panels.flow_picture import Block, Picture
from gui.panels.flow_vessel import of_how_many
from gui.panels.words import rate_text, state_line, state_word

translate = QCoreApplication.translate


def producing(figures: Snapshot) -> tuple[str, ...]:
    """Return what the producers offer and how many puts were refused, the longest choice first."""
    able = staffed(figures)
    offered = offered_hz(able)
    says = translate("FlowPanel", "offer {rate}").format(rate=rate_text(offered))
    if math.isinf(offered):
        says = translate("FlowPanel", "flat out")
    choices = _by_some(says, able.producers_count, figures.config.producers_count)
    count = translate("FlowPanel", "{n} refused").format(n=f"{figures.ledger.refused:,}")
    if _is_untold(figures, "producer"):
        return (count if figures.ledger.refused else "",)
    if not figures.ledger.refused:
        return choices
    return (*(f"{one} · {count}" for one in choices), *choices)


def consuming(figures: Snapshot) -> tuple[str, ...]:
    """Return what the consumers can serve, the longest choice first."""
    able = staffed(figures)
    if _is_untold(figures, "consumer"):
        return ("",)
    capacity = capacity_hz(able, CORES)
    says = translate("FlowPanel", "can serve {rate}").format(rate=rate_text(capacity))
    if math.isinf(capacity):
        says = translate("FlowPanel", "serve at once")
    return _by_some(says, able.consumers_count, figures.config.consumers_count)


def _is_untold(figures: Snapshot, role: str) -> bool:
    """True once a run is over that its settings do not tell of to the end.

    Workers died, or left before the last item; or cores set the limit, maybe another machine's.
    """
    if figures.phase not in (Phase.STOPPING, Phase.ENDED):
        return False
    is_plan = bool(figures.config.run_items)
    left = any(one.died or not is_plan for one in gone(figures, role))
    return left or (role == "consumer" and cores_limit(figures.config, CORES))


def _by_some(says: str, able: int, wanted: int) -> tuple[str, ...]:
    """Return what is said of all that are set, or of the `able` among them."""
    if able == wanted:
        return (says,)
    some = translate("FlowPanel", "{says} ({n} of {wanted})")
    return some.format(says=says, n=able, wanted=wanted), says


def block_words(block: Block) -> str:
    """Return name, state and items done of a worker; its name alone before Start."""
    if block.state is None or block.worker is None:
        return block.name
    return f"{block.name} · {state_line(block.worker, block.state)} · {block.items or 0:,}"


def description(view: Picture, figures: Snapshot, meant: Block | None) -> str:
    """Return the level, the states of both roles, and the worker that is `meant`."""
    vessel = view.vessel
    level = f"{vessel.depth:,} {of_how_many(vessel, figures)[0]}"
    if vessel.is_full:
        level += f", {translate('Flow', 'FULL')}"
    elif vessel.is_empty:
        level += f", {translate('Flow', 'EMPTY')}"
    roles = (
        (translate("FlowPanel", "Producers"), view.producers),
        (translate("FlowPanel", "Consumers"), view.consumers),
    )
    parts = [level, *(f"{title}: {_states(blocks)}" for title, blocks in roles)]
    return ". ".join([*parts, block_words(meant)] if meant else parts)


def _states(blocks: tuple[Block, ...]) -> str:
    counts = mix(blocks)
    if not counts:
        return str(len(blocks))
    return ", ".join(f"{count} {state_word(state)}" for state, count in counts)
