-- cell_row_groups: the row groups of cell files, one row per file and row group; order file_name, row_group_id.
-- The largest price and size a row group tells, null where its statistics tell none. Source: the files' footers.
select
    file_name,
    row_group_id,
    any_value(row_group_num_rows) as row_count,
    max(try_cast(stats_max_value as double)) filter (where path_in_schema like '%price%') as price_max,
    max(try_cast(stats_max_value as double)) filter (where path_in_schema like '%size%') as size_max,
from parquet_metadata($files::varchar[])
group by all
order by file_name, row_group_id
