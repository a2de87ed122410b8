-- What a shop's pages can be read in besides its own language: codes, a space between them.
ALTER TABLE tenants ADD COLUMN languages TEXT NOT NULL DEFAULT '';
