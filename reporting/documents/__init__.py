"""The press: HTML to PDF, data into PDFs and out again. Knows no dialogue."""
