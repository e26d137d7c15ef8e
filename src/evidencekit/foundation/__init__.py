"""What every floor above stands on: clock, folders, safe writing, HTTP, settings, words."""
