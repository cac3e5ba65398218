-- numbered_trade_batch: as timed_trade_batch, with the trade ids that are plain numbers; one row per print;
-- order: the file's, which conversion wrote ascending by ts_init then source order.
-- trade_number is -1 where the id has other characters, leading zeros or 54 bits and more. Source: replay_cell.
select
    (ts_init - $origin_ns::bigint)::double as ts_init_ns,
    price::price_wire as price,
    size::size_wire as size,
    aggressor_side,
    (ts_event - $origin_ns::bigint)::double as ts_event_ns,
    case
        when try_cast(trade_id as bigint) between 0 and 9007199254740991
            and try_cast(trade_id as bigint)::varchar = trade_id
            then try_cast(trade_id as bigint)
        else -1
    end::double as trade_number,
from replay_cell
where ts_init >= $start_ns::bigint
    and ts_init < $end_ns::bigint
    and file_row_number >= $first_row::bigint
    and file_row_number < $end_row::bigint
