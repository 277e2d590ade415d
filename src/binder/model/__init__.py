"""The nouns of the house: frozen dataclasses and enums with their LOINC and FHIR codes. Imports nothing else here."""
