"""Frozen data that every room shares. Standard library only; nothing here reads or writes anything."""
