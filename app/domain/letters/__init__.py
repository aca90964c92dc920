"""What text is made of: characters behind disguises, pictures, scripts, languages, likeness.

`app/domain/text.py` reads with them what somebody wrote.
"""
