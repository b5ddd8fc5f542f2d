"""Policy-gradient losses, one pure function a file."""
