-- delta_batch: changes of price levels of one cell for the replay, one row per delta; order: the file's, which conversion
-- wrote ascending by ts_init then source order and the replay checks as rows pass. is_event is 1 where a delta ends an
-- event (F_LAST). Times count from the run's origin, so that they are exact as doubles. Source: replay_cell (one cell file).
select
    (ts_init - $origin_ns::bigint)::double as ts_init_ns,
    (ts_event - $origin_ns::bigint)::double as ts_event_ns,
    sequence::double as sequence,
    (flags >> 7 & 1)::utinyint as is_event,
    action,
    side,
    coalesce(price, 0)::price_wire as price,
    coalesce(size, 0)::size_wire as size,
from replay_cell
where ts_init < $end_ns::bigint
    and file_row_number >= $first_row::bigint
    and file_row_number < $end_row::bigint
