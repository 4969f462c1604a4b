"""How every page looks: base template, components, style sheet, typefaces."""
