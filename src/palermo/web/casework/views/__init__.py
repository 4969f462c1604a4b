"""Pages of case work. A view reads what was asked, calls one query or action, and shows what came of it."""
