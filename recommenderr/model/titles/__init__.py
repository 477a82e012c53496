"""What the model knows about titles, before any person is looked at: features, release, ratings, renown."""
