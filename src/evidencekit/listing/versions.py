"""Which readers these are. Apart from them, so that what they once read is found without them."""

READER_VERSION = "3"
# Of `PageReading.text`: another one when the same page gives another text.
TEXT_VERSION = "1"
