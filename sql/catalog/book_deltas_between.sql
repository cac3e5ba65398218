-- book_deltas_between(instrument, start_at, end_at): the rows of book_deltas in [start_at, end_at) by ts_init, with the filters that
-- prune; bounds are timestamps or their text, UTC. Order ts_init, cell_row. Source: book_deltas.
create or replace macro book_deltas_between(instrument, start_at, end_at) as table
    select *,
    from book_deltas
    where instrument_id = instrument
        and date between start_at::timestamp_ns::date and end_at::timestamp_ns::date
        and ts_init >= epoch_ns(start_at::timestamp_ns)
        and ts_init < epoch_ns(end_at::timestamp_ns)
    order by ts_init, cell_row
