"""The explorer: choose a unit, see what it sees, change the network. A widget, and the picture that it draws."""
