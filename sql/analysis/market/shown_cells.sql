-- shown_cells: one row per catalog cell that the runs of a page read; latest cell first, then instrument_id, type.
-- Of cells that several catalogs hold for one hour, the one the run with the greatest id read. Source: run_lineage.
with cells as (
    select
        url_decode(regexp_extract(path, 'instrument_id=([^/]+)', 1)) as instrument_id,
        type,
        parse_filename(path) as cell,
        arg_max(path, run_id) as path,
        arg_max(rows, run_id) as rows,
    from run_lineage
    where path is not null
    group by all
)

select
    instrument_id,
    type,
    path,
    rows,
from cells
order by cell desc, instrument_id, type
