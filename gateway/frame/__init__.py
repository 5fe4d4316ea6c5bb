"""What all pages stand on: layout, language, addresses, forms, and errors as pages."""
