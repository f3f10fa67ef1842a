"""From rows to what a network sees: tables, datasets and CSV files, formulas and features, split and scaling."""
