"""What the template builds and includes: function packages, the edge task's image, pins."""
