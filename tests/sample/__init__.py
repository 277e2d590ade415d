"""The sample binder: its papers, and what becomes of them."""
