-- tardis_trades: synthetic trades in the microsecond wire format of Tardis.
-- Grain: one print; order local_timestamp, which is the insertion order. Source: generated_trades.
select
    $exchange::varchar as exchange,
    $symbol::varchar as symbol,
    ($day_ns::bigint + ts_event_offset_ns::bigint) // 1000 as "timestamp",
    ($day_ns::bigint + ts_init_offset_ns::bigint) // 1000 as local_timestamp,
    trade_number::bigint::varchar as id,
    case when is_buyer = 1 then 'buy' else 'sell' end as side,
    price,
    size as amount,
from generated_trades
