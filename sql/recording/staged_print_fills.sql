-- staged_print_fills: columns of the table that takes fills of a run in which market orders meet prints alone, without
-- rows; order: append order is fill_seq. As staged_fills, less what such fills never have: best prices, a queue, a
-- time of rest. Source: the replay's fill blocks.
select
    null::bigint as ts_init_ns,
    null::integer as order_id,
    null::integer as position_id,
    null::integer as codes,
    null::price_decimal as price,
    null::size_decimal as quantity,
    null::money_decimal as commission,
    null::money_decimal as realized_pnl,
    null::size_decimal as position_after,
    null::bigint as evidence_id,
    null::size_decimal as evidence_size,
where false
