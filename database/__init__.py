"""What PostgreSQL does better than the ORM, with the names of models."""
