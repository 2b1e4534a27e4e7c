"""Lanes of states as one picture: each pixel column is the mix of states in proportion.

The cost depends on pixels, not on how many spans a worker has recorded. Pure numpy.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

import numpy as np
import numpy.typing as npt

from engine.analysis.timeline import Lane
from engine.states import State
from gui.panels.timeline_layout import LaneRows

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
                name=f"{len(members)} {role}s",
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


def mix(lanes: Sequence[Lane]) -> Mix:
    """Return the shares of `lanes`, turned so that each state lies in one piece."""
    columns = lanes[0].shares.shape[0] if lanes else 0
    shares = np.stack([lane.shares for lane in lanes]) if lanes else np.zeros((0, 0, 20))
    states = tuple(state for state in STACK if shares[:, :, state].any())
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


def runs(mixed: Mix, least: int = LEAST_WORD_RUN) -> list[list[Run]]:
    """Return for each lane the runs of one state that are wider than `least` columns."""
    if not mixed.states:
        return [[] for _ in range(len(mixed.alive))]
    sure = mixed.shares.max(axis=0) > 0.5 * np.maximum(mixed.alive, _SHARE_OF_LIFE)
    numbers = np.array(mixed.states, np.uint8)
    leading = np.where(sure, numbers[mixed.shares.argmax(axis=0)], 0)
    return [_runs(row, least) for row in leading]


def _runs(row: npt.NDArray[np.uint8], least: int) -> list[Run]:
    borders = [0, *(np.flatnonzero(row[1:] != row[:-1]) + 1).tolist(), len(row)]
    return [
        Run(start, end, State(int(row[start])))
        for start, end in pairwise(borders)
        if end - start > least and row[start]
    ]
