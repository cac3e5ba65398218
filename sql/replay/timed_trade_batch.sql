-- timed_trade_batch: as trade_batch, with the venue's time, which a replay with a book needs; one row per print;
-- order: the file's, which conversion wrote ascending by ts_init then source order. Source: replay_cell.
select
    (ts_init - $origin_ns::bigint)::double as ts_init_ns,
    price::price_wire as price,
    size::size_wire as size,
    aggressor_side,
    (ts_event - $origin_ns::bigint)::double as ts_event_ns,
from replay_cell
where ts_init >= $start_ns::bigint
    and ts_init < $end_ns::bigint
    and file_row_number >= $first_row::bigint
    and file_row_number < $end_row::bigint
