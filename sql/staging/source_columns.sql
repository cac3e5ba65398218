-- source_columns: the top-level columns of a Parquet file; grain one column; order of the file.
-- Source: the file's footer.
select
    name,
    duckdb_type as type,
from parquet_schema($file::varchar)
where duckdb_type is not null
