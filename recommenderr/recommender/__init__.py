"""The façade for lists: a user against a generation, ranked, filtered and explained."""
