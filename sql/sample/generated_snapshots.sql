-- generated_snapshots: the columns of synthetic five-level snapshots before they take a wire format, without rows.
-- Times are ns since the start of the UTC day, whole microseconds.
-- Grain: one snapshot, file order is ts_init order. Source: none.
select
    null::double as ts_event_offset_ns,
    null::double as ts_init_offset_ns,
    null::double as ask_price_0,
    null::double as ask_size_0,
    null::double as bid_price_0,
    null::double as bid_size_0,
    null::double as ask_price_1,
    null::double as ask_size_1,
    null::double as bid_price_1,
    null::double as bid_size_1,
    null::double as ask_price_2,
    null::double as ask_size_2,
    null::double as bid_price_2,
    null::double as bid_size_2,
    null::double as ask_price_3,
    null::double as ask_size_3,
    null::double as bid_price_3,
    null::double as bid_size_3,
    null::double as ask_price_4,
    null::double as ask_size_4,
    null::double as bid_price_4,
    null::double as bid_size_4,
where false
