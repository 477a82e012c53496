"""The façade for people: who lives here, how things stand, sign-ins, backup, export and erasure."""
