"""The exported result: PDF, manifest, attachments."""
