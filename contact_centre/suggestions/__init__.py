"""What the portal already knows about what a citizen writes: services and ready answers, before anything is sent."""
