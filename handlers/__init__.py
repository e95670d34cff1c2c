"""Telegram: updates in, calls of the core, replies out."""
