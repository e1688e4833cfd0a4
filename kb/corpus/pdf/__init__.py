"""PDF files, read by PDFium in a process of their own."""
