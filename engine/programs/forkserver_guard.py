"""Preloaded into the forkserver, so that it dies with the host, and its children with it."""

from engine import platforms

platforms.die_with_parent()
