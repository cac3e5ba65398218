-- file_metadata: the key-value metadata of Parquet files; grain file and key; order of the files asked.
select
    file_name as file,
    decode(key) as key,
    decode(value) as value,
from parquet_kv_metadata($files::varchar[])
