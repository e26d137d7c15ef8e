"""evidencekit: suspect listing pages captured as evidence that anybody can verify."""

__version__ = "0.1.0"
