"""What the watch history and the model say about a user: preferences, their history, distributions, a map."""
