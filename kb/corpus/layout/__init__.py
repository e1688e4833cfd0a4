"""From characters placed on pages to lines of text; one engine for PDF, OFD and recognised scans."""
