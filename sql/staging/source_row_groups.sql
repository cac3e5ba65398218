-- source_row_groups: bounds of the time-like columns of each row group; grain row group and column; order row_group, name.
-- Bounds are integers in the column's own unit: as stored, µs for TIMESTAMP, ns for TIMESTAMP_NS; null where the
-- writer left none. Source: the file's footer.
with columns as (
    select
        name,
        duckdb_type as type,
    from parquet_schema($file::varchar)
    where duckdb_type is not null
),

chunks as (
    select
        row_group_id as row_group,
        path_in_schema as name,
        row_group_num_rows as group_rows,
        total_compressed_size as compressed_bytes,
        stats_min_value,
        stats_max_value,
        stats_null_count as null_count,
    from parquet_metadata($file::varchar)
)

select
    chunks.row_group,
    chunks.name,
    chunks.group_rows,
    chunks.compressed_bytes,
    case
        when columns.type = 'TIMESTAMP_NS' then epoch_ns(try_cast(chunks.stats_min_value as timestamp_ns))
        when columns.type like 'TIMESTAMP%' then epoch_us(try_cast(chunks.stats_min_value as timestamptz))
        when columns.type like '%INT%' then try_cast(chunks.stats_min_value as bigint)
    end as min,
    case
        when columns.type = 'TIMESTAMP_NS' then epoch_ns(try_cast(chunks.stats_max_value as timestamp_ns))
        when columns.type like 'TIMESTAMP%' then epoch_us(try_cast(chunks.stats_max_value as timestamptz))
        when columns.type like '%INT%' then try_cast(chunks.stats_max_value as bigint)
    end as max,
    chunks.null_count,
from chunks
left join columns on columns.name = chunks.name
order by chunks.row_group, chunks.name
