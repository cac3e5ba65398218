-- rejected_rows: the bad rows of a batch as the source has them, with reason and place; order of the source.
-- Source: staged_batch, source_file (the same rows, raw).
select
    staged_batch.reason,
    staged_batch.source_row as _source_row,
    source_file.*,
from staged_batch
inner join source_file on source_file._row = staged_batch.source_row
where staged_batch.reason is not null
order by staged_batch.source_row
