-- Fails when too large a share of a raw file, or a single line that is not
-- UTF-8, could not be used: everything behind staging then stays as it was.
{{ files_over_limit(ref('stg_engine__rejected_rows')) }}
