-- generated_trades: the columns of a synthetic tape before it takes a wire format, without rows.
-- Times are ns since the start of the UTC day, whole numbers that a double holds exactly.
-- Grain: one print, file order is ts_init order. Source: none.
select
    null::double as ts_event_offset_ns,
    null::double as ts_init_offset_ns,
    null::double as trade_number,
    null::double as price,
    null::double as size,
    null::double as is_buyer,
where false
