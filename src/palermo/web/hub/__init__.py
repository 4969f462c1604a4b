"""The open data hub: public pages and an API on published releases, and on nothing else."""
