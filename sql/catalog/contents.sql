-- contents: what a catalog holds; grain instrument and type; order the same. Source: cells.
select
    instrument_id,
    type,
    min(date)::varchar as first_date,
    max(date)::varchar as last_date,
    count(*) as cells,
    sum(row_count)::bigint as row_count,
    sum(size_bytes)::bigint as size_bytes,
from cells
group by all
order by instrument_id, type
