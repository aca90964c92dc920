"""A member's word against a case: its terms, and the orders that show and settle it."""
