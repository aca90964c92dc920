"""The drill: scripted attacks and their harmless twins, through the whole system."""
