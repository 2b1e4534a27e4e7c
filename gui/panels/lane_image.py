"""Lanes of states as one picture: each pixel column is the mix of states in proportion.

The cost depends on pixels, not on how many spans a worker has recorded. Pure numpy.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import numpy.typing as npt

from engine.analysis.view import Lane
from engine.states import State
from gui.panels.timeline_layout import LaneRows
from gui.panels.words import strip_name

STACK: Final = (
    State.WAIT_SLOT,
    State.WAIT_PIPE,
    State.WAIT_ITEM,
    State.WAIT_READ_LOCK,
    State.WAIT_PERMIT,
    State.WAIT_LOCK,
    State.WAIT_EVENT,
    State.WAIT_CONDITION,
    State.WAIT_BARRIER,
    State.WAIT_JOIN,
    State.FROZEN,
    State.PAUSED,
    State.STARTING,
    State.PACING,
    State.WORKING_CPU,
    State.WORKING_IO,
)
"""States from the top of a lane to its bottom: waits hang, work stands."""

_SHARE_OF_LIFE: Final = 1e-3
LEAST_WORD_RUN: Final = 96


@dataclass(frozen=True)
class Run:
    """Neighbouring columns that one state fills for the most part."""

    start: int
    end: int
    state: State


def strips(lanes: Sequence[Lane]) -> tuple[Lane, ...]:
    """Return one lane for each role: the mean of the workers that live, column by column."""
    made = []
    for role in dict.fromkeys(lane.role for lane in lanes):
        members = [lane for lane in lanes if lane.role == role]
        total = np.sum([lane.shares for lane in members], axis=0)
        alive = total.sum(axis=1, keepdims=True)
        ends = [lane.ended_s for lane in members]
        made.append(
            replace(
                members[0],
                name=strip_name(role, len(members)),
                index=0,
                started_s=min(lane.started_s for lane in members),
                ended_s=None if None in ends else max(end for end in ends if end is not None),
                shares=(total / np.maximum(alive, _SHARE_OF_LIFE)).astype(np.float32),
            )
        )
    return tuple(made)


@dataclass(frozen=True)
class Mix:
    """The shares of several lanes, state by state: only the states that occur."""

    states: tuple[State, ...]
    """The states that occur, in the order of STACK."""
    shares: npt.NDArray[np.float32]
    """Shape (states, lanes, n)."""
    alive: npt.NDArray[np.float32]
    """Shape (lanes, n): the part of each bin in which the worker lives."""


def mix(lanes: Sequence[Lane], first: int = 0) -> Mix:
    """Return the shares of `lanes` from column `first` on, each state in one piece."""
    shares = np.stack([lane.shares[first:] for lane in lanes]) if lanes else np.zeros((0, 0, 20))
    columns = shares.shape[1]
    there: npt.NDArray[np.bool_] = np.any(shares.reshape(-1, shares.shape[2]), axis=0)
    states = tuple(state for state in STACK if there[state])
    turned = np.empty((len(states), len(lanes), columns), np.float32)
    for k, state in enumerate(states):
        turned[k] = shares[:, :, state]
    return Mix(states, turned, turned.sum(axis=0))


def paint(mixed: Mix, rows: LaneRows, colors: Mapping[State, int]) -> npt.NDArray[np.uint32]:
    """Return the picture of all lanes: shape (rows.total, n) of ARGB, 0 where nobody lives."""
    count, columns = mixed.alive.shape
    picture = np.zeros((count, rows.pitch, columns), np.uint32)
    if mixed.states:
        picture[:, : rows.height, :] = _stacked(mixed, rows.height, colors)
    return picture.reshape(count * rows.pitch, columns)


def _stacked(mixed: Mix, height: int, colors: Mapping[State, int]) -> npt.NDArray[np.uint32]:
    """Stack the shares within `height` rows: returns (lanes, height, n)."""
    count, columns = mixed.alive.shape
    scale = height / np.maximum(mixed.alive, _SHARE_OF_LIFE)
    border = np.zeros_like(scale)
    middle = np.arange(height, dtype=np.float32)[None, :, None] + np.float32(0.5)
    level = np.zeros((count, height, columns), np.uint8)
    for share in mixed.shares[:-1]:
        border += share * scale
        level += middle > border[:, None, :]
    nobody = len(mixed.states)
    dead = mixed.alive[:, None, :] <= _SHARE_OF_LIFE
    np.putmask(level, np.broadcast_to(dead, level.shape), nobody)
    inks = np.array([*(colors[state] for state in mixed.states), 0], np.uint32)
    return np.take(inks, level, mode="clip")


def leading(mixed: Mix) -> npt.NDArray[np.uint8]:
    """Return the state that fills most of each column, 0 for none: shape (lanes, n)."""
    if not mixed.states:
        return np.zeros(mixed.alive.shape, np.uint8)
    sure = mixed.shares.max(axis=0) > 0.5 * np.maximum(mixed.alive, _SHARE_OF_LIFE)
    numbers = np.array(mixed.states, np.uint8)
    return np.where(sure, numbers[mixed.shares.argmax(axis=0)], np.uint8(0))


def runs(states: npt.NDArray[np.uint8], least: int = LEAST_WORD_RUN) -> list[list[Run]]:
    """Return for each lane of `leading` the runs of one state wider than `least` columns."""
    count, columns = states.shape
    begins = np.ones((count, columns), bool)
    begins[:, 1:] = states[:, 1:] != states[:, :-1]
    starts = np.flatnonzero(begins)
    lengths = np.diff(starts, append=states.size)
    wide = (lengths > least) & (states.reshape(-1)[starts] > 0)
    found: list[list[Run]] = [[] for _ in range(count)]
    for start, length in zip(starts[wide].tolist(), lengths[wide].tolist(), strict=True):
        row, column = divmod(start, columns)
        found[row].append(Run(column, column + length, State(int(states[row, column]))))
    return found
