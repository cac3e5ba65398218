-- cell_row_groups: the row groups of cell files, one row per file and row group; order file_name, row_group_id.
-- Source: the files' footers.
select
    file_name,
    row_group_id,
    any_value(row_group_num_rows) as row_count,
from parquet_metadata($files::varchar[])
group by all
order by file_name, row_group_id
