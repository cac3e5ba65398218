-- staged_cells: what the imported rows give to each cell; grain cell and file; order cell, file. Source: nautilus_rows,
-- the decoded rows of one instrument.
select
    (ts_init // $cell_length_ns::bigint) * $cell_length_ns as start_ns,
    file_index,
    count(*) as row_count,
    min(ts_init) as first_ts_init,
    max(ts_init) as last_ts_init,
from nautilus_rows
group by all
order by start_ns, file_index
