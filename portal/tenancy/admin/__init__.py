"""The admin of tenants: an association's own people and details, and the Union's view of the network."""
