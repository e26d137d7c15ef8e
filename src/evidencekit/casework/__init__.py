"""Rights, sellers, cases, complaints, recipients' rules, pre-flight."""
