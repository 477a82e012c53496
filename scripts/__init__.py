"""What keeps the project in order: environment, audit, documents, pictures."""
