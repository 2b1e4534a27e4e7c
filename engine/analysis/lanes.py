"""Lanes of states: one for each worker, or one for all workers of a role together."""

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

from engine.analysis.life import Life
from engine.analysis.occupancy import Occupied
from engine.analysis.view import Lane

_NO_LIFE_S: Final = 1e-6


def of_workers(
    lives: Sequence[Life], shares: Sequence[npt.NDArray[np.float32]], origin_ns: int
) -> tuple[Lane, ...]:
    """Return a lane for each worker; `shares` as a Lane has them, in the same order."""
    return tuple(
        Lane(
            name=life.name,
            role=life.role,
            index=life.index,
            started_s=(life.started_ns - origin_ns) / 1e9,
            ended_s=(life.ended_ns - origin_ns) / 1e9 if life.ended_ns else None,
            shares=own,
        )
        for life, own in zip(lives, shares, strict=True)
    )


def of_roles(
    lives: Sequence[Life], occupied: Mapping[str, Occupied], origin_ns: int
) -> tuple[Lane, ...]:
    """Return a lane for each role that some of `lives` have."""
    found = []
    for role, each in occupied.items():
        members = [life for life in lives if life.role == role]
        if not members:
            continue
        ends = [life.ended_ns for life in members]
        life_s = each.life_s[:, None]
        shares = np.zeros_like(each.states_s)
        np.divide(each.states_s, life_s, out=shares, where=life_s > _NO_LIFE_S)
        found.append(
            Lane(
                name=role,
                role=role,
                index=0,
                started_s=(min(life.started_ns for life in members) - origin_ns) / 1e9,
                ended_s=(max(ends) - origin_ns) / 1e9 if all(ends) else None,
                shares=shares,
                members=len(members),
            )
        )
    return tuple(found)
