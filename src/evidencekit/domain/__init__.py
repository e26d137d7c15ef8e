"""The words of the trade as frozen types. Standard library only; imports nothing of ours."""
