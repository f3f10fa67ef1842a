"""Points in the plane to tell apart, one file per dataset; `points` is what they share."""
