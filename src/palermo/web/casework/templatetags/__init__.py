"""What templates of case work need beyond Django."""
