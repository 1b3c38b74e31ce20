"""What a project says: its settings, the Flax release it is for, the files to look at."""
