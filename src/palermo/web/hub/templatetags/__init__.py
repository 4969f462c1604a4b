"""What the hub's templates can say besides Django's own tags."""
