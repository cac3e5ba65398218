-- parent_orders: one row per parent order, which an algorithm worked through children. Unordered. filled_quantity and
-- average_price are those of its children, whatever had been reported when it ended; ts_created is the decision,
-- ts_first_child the first child's, ts_closed the last child's end where it is filled. parameters is JSON text as it was
-- written. Source: parent_facts, parent_algorithm_facts, order_facts (children), fill_facts, run_instruments.
with child_fills as (
    select
        order_facts.run_id,
        order_facts.parent_order_id,
        fsum(fill_facts.price::double * fill_facts.quantity::double) as value,
        fsum(fill_facts.quantity::double) as quantity,
    from fill_facts
    inner join order_facts
        on fill_facts.run_id = order_facts.run_id
        and fill_facts.order_id = order_facts.order_id
    where order_facts.parent_order_id is not null
    group by all
),

children as (
    select
        run_id,
        parent_order_id,
        count(*) as children,
        min(ts_created) as ts_first_child,
        max(ts_closed) as ts_last_child,
        sum(filled_quantity) as filled_quantity,
    from order_facts
    where parent_order_id is not null
    group by all
),

ended as (
    select
        parent_facts.*,
        coalesce(children.children, 0) as children,
        children.ts_first_child,
        children.ts_last_child,
        coalesce(children.filled_quantity, 0) as filled_quantity,
        coalesce(children.filled_quantity, 0) >= parent_facts.quantity as is_filled,
        child_fills.value / nullif(child_fills.quantity, 0) as average_price,
    from parent_facts
    left join children
        on parent_facts.run_id = children.run_id
        and parent_facts.order_id = children.parent_order_id
    left join child_fills
        on parent_facts.run_id = child_fills.run_id
        and parent_facts.order_id = child_fills.parent_order_id
)

select
    ended.run_id,
    'O-' || ended.order_id as parent_order_id,
    run_instruments.instrument_id,
    run_instruments.venue,
    side_name(ended.side) as side,
    ended.quantity,
    order_type_name(ended.type) as order_type,
    ended.limit_price,
    parent_algorithm_facts.algorithm,
    parent_algorithm_facts.parameters,
    ended.ts_created,
    ended.ts_first_child,
    case when ended.is_filled then ended.ts_last_child else ended.ts_closed end as ts_closed,
    case when ended.is_filled then 'FILLED' else order_status_name(ended.status) end as status,
    case when ended.is_filled then 'NONE' else reason_name(ended.reason) end as reason,
    ended.children,
    ended.filled_quantity,
    ended.average_price,
from ended
left join parent_algorithm_facts
    on ended.run_id = parent_algorithm_facts.run_id
    and ended.algorithm_index = parent_algorithm_facts.algorithm_index
left join run_instruments
    on ended.run_id = run_instruments.run_id
    and ended.instrument_index = run_instruments.instrument_index
