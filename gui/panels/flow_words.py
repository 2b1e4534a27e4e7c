"""The flow in words: for a tooltip, and for those who do not see the picture."""

from PySide6.QtCore import QCoreApplication

from engine.snapshot import Snapshot
from gui.panels.flow_folded import mix
from gui.panels.flow_picture import Block, Picture
from gui.panels.flow_vessel import of_how_many
from gui.panels.words import state_line, state_word

translate = QCoreApplication.translate


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
