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

instants as (
    select distinct
        instrument_index,
        unnest([decision_ns - 1, arrival_ns - 1, close_ns - 1, arrival_ns, close_ns]) as at_ns,
    from wanted
),

marks as materialized (
    select
        instants.instrument_index,
        instants.at_ns,
        quotes.mid,
        quotes.integral + quotes.mid * (instants.at_ns - quotes.ts_init) as integral,
        coalesce(volume.quantity, 0) as quantity,
        coalesce(volume.value, 0) as value,
    from instants
    asof left join run_quotes as quotes
        on instants.instrument_index = quotes.instrument_index
        and instants.at_ns >= quotes.ts_init
    asof left join run_volume as volume
        on instants.instrument_index = volume.instrument_index
        and instants.at_ns >= volume.ts_init
),

measured as (
    select
        wanted.*,
        before_decision.mid as decision_mid,
        before_arrival.mid as arrival_mid,
        before_close.mid as close_mid,
        at_arrival.mid as start_mid,
        at_arrival.integral as integral_at_start,
        at_close.integral as integral_at_end,
        at_close.quantity - before_arrival.quantity as market_quantity,
        at_close.value - before_arrival.value as market_value,
    from wanted
    left join marks as before_decision
        on wanted.instrument_index = before_decision.instrument_index
        and wanted.decision_ns - 1 = before_decision.at_ns
    left join marks as before_arrival
        on wanted.instrument_index = before_arrival.instrument_index
        and wanted.arrival_ns - 1 = before_arrival.at_ns
    left join marks as before_close
        on wanted.instrument_index = before_close.instrument_index
        and wanted.close_ns - 1 = before_close.at_ns
    left join marks as at_arrival
        on wanted.instrument_index = at_arrival.instrument_index
        and wanted.arrival_ns = at_arrival.at_ns
    left join marks as at_close
        on wanted.instrument_index = at_close.instrument_index
        and wanted.close_ns = at_close.at_ns
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
