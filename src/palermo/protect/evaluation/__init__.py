"""What a protected table kept, lost and made up, measured against the table it came from."""
