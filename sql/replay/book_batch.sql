-- book_batch: five-level book rows of one cell for the replay, one row per snapshot; order: the file's, which
-- conversion wrote ascending by ts_init then source order and the replay checks as rows pass.
-- Times count from the run's origin, so that they are exact as doubles; an empty level shows zero price and
-- size. Source: replay_cell (one cell file).
select
    (ts_init - $origin_ns::bigint)::double as ts_init_ns,
    (ts_event - $origin_ns::bigint)::double as ts_event_ns,
    sequence::double as sequence,
    coalesce(bid_price_0, 0)::price_wire as bid_price_0,
    coalesce(bid_price_1, 0)::price_wire as bid_price_1,
    coalesce(bid_price_2, 0)::price_wire as bid_price_2,
    coalesce(bid_price_3, 0)::price_wire as bid_price_3,
    coalesce(bid_price_4, 0)::price_wire as bid_price_4,
    coalesce(bid_size_0, 0)::size_wire as bid_size_0,
    coalesce(bid_size_1, 0)::size_wire as bid_size_1,
    coalesce(bid_size_2, 0)::size_wire as bid_size_2,
    coalesce(bid_size_3, 0)::size_wire as bid_size_3,
    coalesce(bid_size_4, 0)::size_wire as bid_size_4,
    coalesce(ask_price_0, 0)::price_wire as ask_price_0,
    coalesce(ask_price_1, 0)::price_wire as ask_price_1,
    coalesce(ask_price_2, 0)::price_wire as ask_price_2,
    coalesce(ask_price_3, 0)::price_wire as ask_price_3,
    coalesce(ask_price_4, 0)::price_wire as ask_price_4,
    coalesce(ask_size_0, 0)::size_wire as ask_size_0,
    coalesce(ask_size_1, 0)::size_wire as ask_size_1,
    coalesce(ask_size_2, 0)::size_wire as ask_size_2,
    coalesce(ask_size_3, 0)::size_wire as ask_size_3,
    coalesce(ask_size_4, 0)::size_wire as ask_size_4,
from replay_cell
where ts_init < $end_ns::bigint
    and file_row_number >= $first_row::bigint
    and file_row_number < $end_row::bigint
