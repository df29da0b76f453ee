"""What stands between the network and the application: whoever asks, how much, how long, and in whose name."""
