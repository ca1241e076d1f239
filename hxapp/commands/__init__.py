"""The commands without a window, a file by subject; `registry.COMMANDS` lists them."""
