"""Development scripts: the virtual environment, the audit, the documents' checks, the screenshots."""
