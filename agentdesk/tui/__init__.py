"""The screens, built with Textual."""
