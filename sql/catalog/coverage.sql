-- coverage: what is converted; grain instrument, type, date; order the same. Source: cell_files, the listing of the
-- cells with the row counts of their footers.
select
    instrument_id,
    type,
    date,
    count(*) as cells,
    sum(row_count)::bigint as row_count,
    sum(size_bytes)::bigint as size_bytes,
    min(start_time) as first_cell_start,
    max(end_time) as last_cell_end,
from cell_files
group by all
order by instrument_id, type, date
