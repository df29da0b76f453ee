"""What each command of the command line does: every module has `run(options) -> exit status`."""
