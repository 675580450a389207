-- Fails when the files of a release could not be written.
select error('nothing is released: ' || message) as failure
from {{ ref('released_files') }}
where is_failed
