"""What an attempt came to, and what a class did: worked out purely, written in any form."""
