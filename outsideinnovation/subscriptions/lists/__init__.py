"""Lists of subscribers from elsewhere and to elsewhere: CSV of many shapes in, CSV and JSON out."""
