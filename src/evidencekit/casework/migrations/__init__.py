"""The steps from one shape of `casework.db` to the next, in their order."""
