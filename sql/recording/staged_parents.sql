-- staged_parents: columns of the table that takes parent orders that have ended during a run, without rows; order: as
-- they ended. Times count from the run's origin; price 0 is none. Source: the replay's parent records.
select
    null::integer as order_id,
    null::utinyint as instrument_index,
    null::utinyint as side,
    null::utinyint as type,
    null::size_decimal as quantity,
    null::price_decimal as limit_price,
    null::integer as algorithm_index,
    null::bigint as created_ns,
    null::bigint as closed_ns,
    null::utinyint as status,
    null::utinyint as reason,
where false
