-- run_events: what happened in a run, by kind: parents, orders (what was accepted, canceled, triggered, expired),
-- refusals, fills, routing decisions, funding and margin. At most $rows_max of each kind, the first and evenly many
-- after it; events counts all of the kind. Grain: one event; order ts_init, kind, length of subject, subject, text.
-- Source: parent_orders, order_events, fills, routing, ledger, margin_events.
with parent_events as (
    select
        'parent' as kind,
        ts_created as ts_init,
        parent_order_id as subject,
        instrument_id,
        upper(algorithm) || ' starts: ' || side || ' ' || quantity as text,
    from parent_orders
    where run_id = $run_id::varchar
    union all
    select
        'parent' as kind,
        ts_closed as ts_init,
        parent_order_id as subject,
        instrument_id,
        upper(algorithm) || ' ends: ' || status || ', ' || filled_quantity || ' of ' || quantity || ' filled' as text,
    from parent_orders
    where run_id = $run_id::varchar
),

state_events as (
    select
        case
            when status in ('DENIED', 'REJECTED') then 'refusal'
            when reason = 'LIQUIDATION' then 'margin'
            else 'order'
        end as kind,
        ts_init,
        client_order_id as subject,
        null::varchar as instrument_id,
        status || case when reason = 'NONE' then '' else ': ' || reason end as text,
    from order_events
    where run_id = $run_id::varchar
        and status not in ('INITIALIZED', 'SUBMITTED', 'PARTIALLY_FILLED', 'FILLED')
),

route_events as (
    select
        'routing' as kind,
        ts_init,
        client_order_id as subject,
        instrument_id,
        side || ' ' || chosen_quantity || ' to ' || venue || ': ' || outcome as text,
    from routing
    where run_id = $run_id::varchar
        and chosen_quantity > 0
),

money_events as (
    select
        case kind when 'funding' then 'funding' else 'margin' end as kind,
        ts_init,
        account as subject,
        null::varchar as instrument_id,
        kind || ' ' || amount || ' ' || currency as text,
    from ledger
    where run_id = $run_id::varchar
        and kind in ('funding', 'liquidation_fee')
),

account_events as (
    select
        'margin' as kind,
        ts_init,
        account as subject,
        null::varchar as instrument_id,
        replace(kind, '_', ' ') || ': equity ' || equity::decimal(38, 2) || ' of ' || required::decimal(38, 2) || ' '
            || currency || ' required' as text,
    from margin_events
    where run_id = $run_id::varchar
),

kept_states as (
    select
        *,
        count(*) over (partition by kind) as events,
    from state_events
    qualify (row_number() over (partition by kind order by ts_init, subject) - 1)
        % ((count(*) over (partition by kind) - 1) // $rows_max::bigint + 1) = 0
),

fill_count as (
    select count(*) as events
    from fills
    where run_id = $run_id::varchar
),

kept_fills as (
    select
        'fill' as kind,
        fills.ts_init,
        fills.client_order_id as subject,
        fills.instrument_id,
        fills.side || ' ' || fills.quantity || ' at ' || fills.price || ', ' || lower(fills.liquidity) as text,
        fill_count.events,
    from fills
    cross join fill_count
    where fills.run_id = $run_id::varchar
        and (fills.fill_seq - 1) % ((fill_count.events - 1) // $rows_max::bigint + 1) = 0
),

few as (
    select * from parent_events
    union all
    select * from route_events
    union all
    select * from money_events
    union all
    select * from account_events
),

kept_few as (
    select
        *,
        count(*) over (partition by kind) as events,
    from few
    qualify (row_number() over (partition by kind order by ts_init, subject) - 1)
        % ((count(*) over (partition by kind) - 1) // $rows_max::bigint + 1) = 0
),

kept as (
    select * from kept_states
    union all
    select * from kept_fills
    union all
    select * from kept_few
)

select
    kind,
    ts_init,
    subject,
    instrument_id,
    text,
    events,
from kept
order by ts_init, kind, length(subject), subject, text
