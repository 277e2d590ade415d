"""The screens, one a module; the main ones are views inside one screen and are imported when first shown."""
