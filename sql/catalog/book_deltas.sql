-- book_deltas: changes of price levels; grain one delta; order within an instrument ts_init, cell_row. Every cell begins
-- with CLEAR and ADDs (flags 32), the last delta of a snapshot carries 128; sequence is the snapshot's ordinal in its
-- cell. Filter on instrument_id, date and ts_init: they prune. Source: order_book_deltas_rows.
select
    instrument_id,
    date,
    ts_event,
    ts_init,
    ns_to_timestamp(ts_event) as event_time,
    ns_to_timestamp(ts_init) as init_time,
    case action when 1 then 'ADD' when 2 then 'UPDATE' when 3 then 'DELETE' when 4 then 'CLEAR' end as action,
    case side when 1 then 'BUY' when 2 then 'SELL' else 'NONE' end as side,
    price,
    size,
    flags,
    sequence,
    order_id,
    cell_row,
from order_book_deltas_rows
