"""The verbs both faces call, by what they are for; `binder.binder.Binder` is all of them together."""
