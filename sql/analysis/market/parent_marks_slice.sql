-- parent_marks_slice: the market around the parents of one run, ranks $first_row ≤ rank < $end_row; order: rank, by
-- parent_order_id. Mids are those of the last quote strictly before the parent was created (decision), its first child
-- was sent (arrival) and it was closed; a parent still open is closed at the last quote. The interval runs from the
-- first child sent to the close, both included: its VWAP is over the market's prints, its TWAP over the mid. Ours are
-- not on the tape of a backtest, so none of it is our own. Grain: one parent. Source: parents, run_instruments,
-- run_quotes, run_volume.
with ranked as (
    select
        parents.parent_order_id,
        run_instruments.instrument_index,
        parents.ts_created as decision_ns,
        coalesce(parents.ts_first_child, parents.ts_created) as arrival_ns,
        coalesce(
            parents.ts_closed,
            (select max(run_quotes.ts_init) from run_quotes where run_quotes.instrument_index = run_instruments.instrument_index)
        ) as close_ns,
        row_number() over (order by parents.parent_order_id) - 1 as rank,
    from parents
    inner join run_instruments
        on parents.run_id = run_instruments.run_id
        and parents.instrument_id = run_instruments.instrument_id
    where parents.run_id = $run_id::varchar
),

wanted as materialized (
    select *,
    from ranked
    where rank >= $first_row::bigint
        and rank < $end_row::bigint
),

measured as (
    select
        wanted.*,
        decision.mid as decision_mid,
        arrival.mid as arrival_mid,
        closing.mid as close_mid,
        quote_at_start.integral + quote_at_start.mid * (wanted.arrival_ns - quote_at_start.ts_init) as integral_at_start,
        quote_at_end.integral + quote_at_end.mid * (wanted.close_ns - quote_at_end.ts_init) as integral_at_end,
        coalesce(volume_at_end.quantity, 0) - coalesce(volume_at_start.quantity, 0) as market_quantity,
        coalesce(volume_at_end.value, 0) - coalesce(volume_at_start.value, 0) as market_value,
        quote_at_start.mid as start_mid,
    from wanted
    asof left join run_quotes as decision
        on wanted.instrument_index = decision.instrument_index
        and wanted.decision_ns > decision.ts_init
    asof left join run_quotes as arrival
        on wanted.instrument_index = arrival.instrument_index
        and wanted.arrival_ns > arrival.ts_init
    asof left join run_quotes as closing
        on wanted.instrument_index = closing.instrument_index
        and wanted.close_ns > closing.ts_init
    asof left join run_quotes as quote_at_start
        on wanted.instrument_index = quote_at_start.instrument_index
        and wanted.arrival_ns >= quote_at_start.ts_init
    asof left join run_quotes as quote_at_end
        on wanted.instrument_index = quote_at_end.instrument_index
        and wanted.close_ns >= quote_at_end.ts_init
    asof left join run_volume as volume_at_start
        on wanted.instrument_index = volume_at_start.instrument_index
        and wanted.arrival_ns > volume_at_start.ts_init
    asof left join run_volume as volume_at_end
        on wanted.instrument_index = volume_at_end.instrument_index
        and wanted.close_ns >= volume_at_end.ts_init
)

select
    parent_order_id,
    decision_mid,
    arrival_mid,
    close_mid,
    market_value::double / nullif(market_quantity, 0)::double as interval_vwap,
    case
        when close_ns > arrival_ns then (integral_at_end - integral_at_start)::double / (close_ns - arrival_ns)
        else start_mid::double
    end as interval_twap,
    market_quantity,
from measured
order by rank
