"""What an attacker finds in a protected table, measured with baselines."""
