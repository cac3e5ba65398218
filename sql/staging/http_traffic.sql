-- http_traffic: requests that DuckDB's httpfs has made since its log was last emptied, and the body bytes they
-- brought; one row. Bodies come with GET alone. Source: DuckDB's own HTTP log, switched on by the httpfs reader.
with answers as (
    select
        request.type as method,
        list_filter(map_entries(response.headers), header -> lower(header.key) = 'content-length') as lengths,
    from duckdb_logs_parsed('HTTP')
)

select
    count(*) as requests,
    coalesce(sum(try_cast(lengths[1].value as bigint)) filter (method = 'GET'), 0)::bigint as bytes,
from answers
