"""The exported result: exhibits, pages, PNG passthrough, manifest, PDF signature, its check."""
