"""The terminal application: screens and widgets over the facade `binder.binder.Binder`. It holds no rule of its own."""
