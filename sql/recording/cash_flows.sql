-- cash_flows: rows of a run's cash_flows.parquet, one per funding payment and per fill that a liquidation was charged
-- on; order: as booked. Funding carries twice the mark, so that a mid stays exact, and the position it was paid on.
-- Source: staged_cash_flows.
select
    $origin_ns::bigint + ts_init_ns as ts_init,
    instrument_index,
    kind,
    nullif(fill_seq, 0) as fill_seq,
    amount,
    nullif(twice_mark, 0) as twice_mark,
    case when twice_mark <> 0 then position end as position,
from staged_cash_flows
