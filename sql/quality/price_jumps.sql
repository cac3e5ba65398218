-- price_jumps: trades far from the one before; grain hour of ts_init; order the same. The move is a fraction of the price
-- before, signed; a jump is one beyond jump_fraction either way. Source: trades.
with moves as (
    select
        ts_init,
        price::double / lag(price) over (order by ts_init, cell_row)::double - 1 as move_fraction,
    from trades
    where instrument_id = $instrument_id::varchar
        and date between ns_to_timestamp($start_ns::bigint)::date and ns_to_timestamp($end_ns::bigint)::date
        and ts_init >= $start_ns::bigint
        and ts_init < $end_ns::bigint
)

select
    ts_init - ts_init % 3_600_000_000_000 as hour_start,
    count(*) filter (where abs(move_fraction) > $jump_fraction::double) as jump_count,
    coalesce(arg_max(move_fraction, abs(move_fraction)), 0) as greatest_move_fraction,
    coalesce(arg_max(ts_init, abs(move_fraction)), min(ts_init)) as greatest_move_ts_init,
from moves
group by all
order by hour_start
