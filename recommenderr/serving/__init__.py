"""What the door (`recommenderr.recommender`) is made of: a person's model, filters, rankings, explanations, status."""
