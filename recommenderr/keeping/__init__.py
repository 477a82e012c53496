"""What a household does with its own data: back it up, bring it back, take it along, have somebody forgotten."""
