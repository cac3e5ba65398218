-- positions: rows of a run's positions.parquet, one per holding from flat to flat; order: as they closed, open
-- ones last. Source: staged_positions.
select
    position_id,
    instrument_index,
    side,
    $origin_ns::bigint + opened_ns as opened_ts,
    $origin_ns::bigint + nullif(closed_ns, -1) as closed_ts,
    opened_fill_seq,
    nullif(closed_fill_seq, -1) as closed_fill_seq,
    peak_quantity,
    entry_value,
    entry_quantity,
    exit_value,
    exit_quantity,
    realized_pnl,
    commissions,
from staged_positions
