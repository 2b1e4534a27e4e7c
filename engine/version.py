"""The version of Weir."""

VERSION = "0.1.0"
