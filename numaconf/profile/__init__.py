"""The NumaProfile: loaded, checked against its schema, and resolved into intents."""
