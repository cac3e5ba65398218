-- staged_cells: what a batch of staged rows holds for each cell; grain cell_index = ts_init // cell length;
-- order cell_index. Backwards and tied rows are counted against the row before in the source, so a cell with neither
-- needs no sort and holds no duplicate. Source: staged_batch, one staged batch in source order.
with good as (
    select
        ts_event,
        ts_init,
        lag(ts_init) over () as previous_ts_init,
    from staged_batch
    where reason is null
)

select
    ts_init // $cell_length_ns::bigint as cell_index,
    count(*) as row_count,
    min(ts_init) as first_ts_init,
    max(ts_init) as last_ts_init,
    count(*) filter (where ts_init < previous_ts_init) as backwards,
    count(*) filter (where ts_init = previous_ts_init) as ties,
    count(*) filter (where ts_init < ts_event) as before_event,
    max(ts_event - ts_init) as max_before_event_ns,
from good
group by all
order by cell_index
