"""The websocket gateway: sessions, replay, limits and scripted disturbances."""
