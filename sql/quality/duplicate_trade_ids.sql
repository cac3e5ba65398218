-- duplicate_trade_ids: trades that carry the id of an earlier one; grain hour of ts_init; order the same. Trades without an
-- id are counted apart. Source: trades.
with numbered as (
    select
        ts_init - ts_init % 3_600_000_000_000 as hour_start,
        trade_id,
        row_number() over (partition by trade_id order by ts_init, cell_row) as occurrence,
    from trades
    where instrument_id = $instrument_id::varchar
        and date between ns_to_timestamp($start_ns::bigint)::date and ns_to_timestamp($end_ns::bigint)::date
        and ts_init >= $start_ns::bigint
        and ts_init < $end_ns::bigint
)

select
    hour_start,
    count(*) as trade_count,
    count(*) filter (where trade_id is null) as without_id_count,
    count(*) filter (where trade_id is not null and occurrence > 1) as duplicate_count,
    min(trade_id) filter (where trade_id is not null and occurrence > 1) as example_trade_id,
from numbered
group by all
order by hour_start
