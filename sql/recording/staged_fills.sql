-- staged_fills: columns of the table that takes fills during a run, without rows; order: append order is fill_seq.
-- Times count from the run's origin; evidence_id is a snapshot sequence, a trade's number or its ordinal; 0 no price; a queue
-- below 0 is unknown or none.
-- codes: bits 0-1 side, 2-3 liquidity, 4-5 evidence kind, 6 whole order, 7 evidence is an ordinal,
-- 8-15 and above them 24-30 level index (255 none, larger ones the level below), 16-23 instrument index. Source: the replay's fill blocks.
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
    null::price_decimal as best_bid,
    null::price_decimal as best_ask,
    null::size_decimal as queue_ahead,
    null::bigint as resting_ns,
where false
