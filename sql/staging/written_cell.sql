-- written_cell: row count and bounds of a Parquet file of a cell, read back before it is kept; one row.
select
    count(*) as row_count,
    min(ts_init) as first_ts_init,
    max(ts_init) as last_ts_init,
from read_parquet($file::varchar)
