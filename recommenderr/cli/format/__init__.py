"""What the commands print: tables, sentences and JSON documents."""
