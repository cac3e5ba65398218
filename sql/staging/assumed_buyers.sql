-- assumed_buyers: how many trades of a staged batch carry an unknown aggressor and are read as buyer; one row.
-- Source: staged_batch, trades only.
select count(*) as row_count,
from staged_batch
where aggressor_side = 3 and reason is null
