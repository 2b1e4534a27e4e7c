"""Moved to engine.ledger."""

from engine.ledger import Ledger

__all__ = ["Ledger"]
