"""OFD files (GB/T 33190), the fixed-layout format of electronic official documents."""
