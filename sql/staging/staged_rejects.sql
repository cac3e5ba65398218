-- staged_rejects: bad rows of a staged batch by reason; grain reason; order reason. Source: staged_batch.
select
    reason,
    count(*) as row_count,
from staged_batch
where reason is not null
group by all
order by reason
