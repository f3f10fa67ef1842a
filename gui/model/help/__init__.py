"""The pages of the help: their texts in resources/help, what registries add to them, and the search in them. No Qt in here."""
