"""Nightly work of trust."""
