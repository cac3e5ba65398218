-- margin_events: one row per margin call and beginning liquidation of an account's currency; equity is what stood there,
-- required the margin it fell below: the initial one of a call, the maintenance one of a liquidation. Unordered; event_seq
-- counts from 1 in time order within a run. Source: run_summaries, whose list ends after the first 1,000.
with listed as (
    select
        run_id,
        unnest((summary -> '$.margin_events')::json[]) as event,
        generate_subscripts((summary -> '$.margin_events')::json[], 1) as event_seq,
    from run_summaries
)

select
    run_id,
    event_seq,
    (event ->> '$.ts_init')::bigint as ts_init,
    event ->> '$.account' as account,
    event ->> '$.currency' as currency,
    event ->> '$.kind' as kind,
    (event ->> '$.equity')::decimal(38, 12) as equity,
    (event ->> '$.required')::decimal(38, 12) as required,
from listed
