"""Numbers to predict from points: heights over the plane, a curve, how far along a roll. One file per dataset."""
