-- run_lineage: one row per run and catalog cell it read, in the order of the summary: cell_seq from 1.
-- Source: run_summaries.
with listed as (
    select
        run_id,
        summary ->> '$.lineage.catalog_root' as catalog_root,
        unnest((summary -> '$.lineage.cells')::json[]) as cell,
        generate_subscripts((summary -> '$.lineage.cells')::json[], 1) as cell_seq,
    from run_summaries
)

select
    run_id,
    cell_seq,
    catalog_root,
    cell ->> '$.type' as type,
    cell ->> '$.path' as path,
    (cell ->> '$.rows')::bigint as rows,
    cell ->> '$.source_uri' as source_uri,
    cell ->> '$.source_identity' as source_identity,
from listed
