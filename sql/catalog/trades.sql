-- trades: every trade; grain one trade; order within an instrument ts_init, cell_row (its place in its cell).
-- Filter on instrument_id, date and ts_init: they prune. Source: trade_tick_rows, one branch an instrument.
select
    instrument_id,
    date,
    ts_event,
    ts_init,
    ns_to_timestamp(ts_event) as event_time,
    ns_to_timestamp(ts_init) as init_time,
    price,
    size,
    case aggressor_side when 1 then 'BUYER' when 2 then 'SELLER' else 'NO_AGGRESSOR' end as aggressor_side,
    trade_id,
    cell_row,
from trade_tick_rows
