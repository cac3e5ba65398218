-- trade_batch: prints of one cell for a replay without a book, one row per print; order: the file's, which conversion
-- wrote ascending by ts_init then source order and the replay checks as rows pass.
-- Times count from the run's origin, so that they are exact as doubles. Source: replay_cell (one cell file).
select
    (ts_init - $origin_ns::bigint)::double as ts_init_ns,
    price::price_wire as price,
    size::size_wire as size,
    aggressor_side,
from replay_cell
where ts_init >= $start_ns::bigint
    and ts_init < $end_ns::bigint
    and file_row_number >= $first_row::bigint
    and file_row_number < $end_row::bigint
