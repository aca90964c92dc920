"""What time does: decay, mutes and bans that end, reviews that lapse, and the orders for it."""
