"""The chase: checklist, proposals, words, today."""
