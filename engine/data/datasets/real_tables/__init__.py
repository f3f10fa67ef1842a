"""Real measurements, one file per dataset; their files, sources and licences are in resources/datasets."""
