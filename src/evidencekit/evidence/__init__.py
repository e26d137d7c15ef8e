"""Sealed captures, keys, signatures, custody, time tokens: enough to check without us."""
