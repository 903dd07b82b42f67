"""The async data layer: one interface, two engines."""
