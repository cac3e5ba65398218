-- order_fills: orders of a run whose filled quantity is not the sum of their fills, that are filled beyond their
-- quantity, or whose status says otherwise; one row per disagreement, at most 20, none when all agree; order:
-- order id. An order that one fill tells whole has no row of its own; one that was denied for a quantity that is none
-- is recorded with zero or less. Source: order_facts, fill_facts.
with of_fills as (
    select
        order_id,
        sum(quantity) as filled,
        bool_or(whole_order) as is_whole,
        count(*) as fills,
    from fill_facts
    where run_id = $run_id::varchar
    group by all
),

of_orders as (
    select
        order_id,
        quantity,
        filled_quantity,
        status,
    from order_facts
    where run_id = $run_id::varchar
),

both_sides as (
    select
        coalesce(of_orders.order_id, of_fills.order_id) as order_id,
        of_orders.order_id is not null as is_recorded,
        coalesce(of_fills.is_whole, false) as is_whole,
        coalesce(of_fills.fills, 0) as fills,
        of_orders.quantity,
        of_orders.filled_quantity,
        of_orders.status,
        coalesce(of_fills.filled, 0) as filled,
    from of_fills
    full join of_orders
        on of_fills.order_id = of_orders.order_id
    where of_orders.order_id is not null
        or not of_fills.is_whole
        or of_fills.fills > 1
)

select
    'order ' || order_id as subject,
    case
        when is_recorded and is_whole then 'no record of its own, being told by one fill'
        when not is_recorded and is_whole then 'one fill'
        when not is_recorded then 'a record'
        when filled_quantity <> filled then filled || ' filled'
        when filled > greatest(quantity, 0) then 'at most ' || quantity || ' filled'
        when quantity > 0 and filled = quantity then 'status 10'
        else 'a status other than 10'
    end as expected,
    case
        when is_recorded and is_whole then 'both'
        when not is_recorded and is_whole then fills || ' fills'
        when not is_recorded then fills || ' fills alone'
        else filled_quantity || ' filled, status ' || status
    end as found,
from both_sides
where not is_recorded
    or is_whole
    or filled_quantity <> filled
    or filled > greatest(quantity, 0)
    or (quantity > 0 and filled = quantity) <> (status = 10)
order by order_id
limit 20
