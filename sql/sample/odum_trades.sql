-- odum_trades: synthetic trades in the nanosecond wire format.
-- Grain: one print; order ts_init, which is the insertion order. Source: generated_trades.
select
    $instrument_key::varchar as instrument_key,
    price,
    size,
    case when is_buyer = 1 then 1 else 2 end::tinyint as aggressor_side,
    trade_number::bigint::varchar as trade_id,
    $day_ns::bigint + ts_event_offset_ns::bigint as ts_event,
    $day_ns::bigint + ts_init_offset_ns::bigint as ts_init,
from generated_trades
