-- staged_orders: columns of the table that takes closed orders during a run, without rows; order: as they closed.
-- Times count from the run's origin, submitted or accepted -1 is never; price 0
-- is none, as is parent 0. Source: the replay's order blocks.
select
    null::integer as order_id,
    null::utinyint as instrument_index,
    null::integer as parent_order_id,
    null::integer as child_number,
    null::utinyint as type,
    null::utinyint as side,
    null::size_decimal as quantity,
    null::utinyint as time_in_force,
    null::utinyint as flags,
    null::utinyint as status,
    null::utinyint as reason,
    null::price_decimal as limit_price,
    null::price_decimal as trigger_price,
    null::price_decimal as trailing_offset,
    null::size_decimal as display_quantity,
    null::bigint as created_ns,
    null::bigint as submitted_ns,
    null::bigint as accepted_ns,
    null::bigint as closed_ns,
    null::size_decimal as filled_quantity,
    null::price_decimal as arrival_bid,
    null::price_decimal as arrival_ask,
where false
