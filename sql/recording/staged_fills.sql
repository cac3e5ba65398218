-- staged_fills: columns of the table that takes fills during a run, without rows; order: append order is fill_seq.
-- Times count from the run's origin; evidence_id is a snapshot sequence or a trade ordinal; 255 is no level and
-- 0 no price. Source: the replay's fill blocks.
select
    null::bigint as ts_init_ns,
    null::integer as order_id,
    null::integer as position_id,
    null::utinyint as instrument_index,
    null::utinyint as side,
    null::price_decimal as price,
    null::size_decimal as quantity,
    null::utinyint as liquidity,
    null::money_decimal as commission,
    null::money_decimal as realized_pnl,
    null::size_decimal as position_after,
    null::utinyint as evidence_kind,
    null::bigint as evidence_id,
    null::size_decimal as evidence_size,
    null::utinyint as level_index,
    null::price_decimal as best_bid,
    null::price_decimal as best_ask,
    null::boolean as whole_order,
where false
