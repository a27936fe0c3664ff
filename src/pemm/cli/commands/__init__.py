"""The commands, one module each; a module put here is a command."""
