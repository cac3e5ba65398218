-- fill_quality: one row per fill of an analysed run: what it cost against the mid and what the market did afterwards;
-- unordered. mid is that of the book the fill met, where it met one, else that of the last quote strictly before.
-- Costs are positive: slippage, effective spread = 2 × slippage, realized spread = 2 × against the mid 5 s later, price
-- impact = their difference (Huang and Stoll 1996), in bps of mid. Markouts are positive when good for us, in bps of the
-- fill price, null beyond the last quote. size_bucket is the power of ten below the notional, hour_utc that of ts_init.
-- Source: measured_fill_facts, run_instruments, order_facts (children), parent_facts, parent_algorithm_facts.
with children as (
    select
        order_facts.run_id,
        order_facts.order_id,
        order_facts.parent_order_id,
        parent_algorithm_facts.algorithm,
    from order_facts
    inner join parent_facts
        on order_facts.run_id = parent_facts.run_id
        and order_facts.parent_order_id = parent_facts.order_id
    left join parent_algorithm_facts
        on parent_facts.run_id = parent_algorithm_facts.run_id
        and parent_facts.algorithm_index = parent_algorithm_facts.algorithm_index
),

priced as (
    select
        measured_fill_facts.run_id,
        measured_fill_facts.file_row_number + 1 as fill_seq,
        measured_fill_facts.ts_init,
        run_instruments.instrument_id,
        coalesce(children.parent_order_id, measured_fill_facts.order_id) as parent_id,
        coalesce(children.algorithm, 'normal') as algorithm,
        measured_fill_facts.side,
        measured_fill_facts.liquidity,
        measured_fill_facts.price,
        measured_fill_facts.quantity,
        case measured_fill_facts.side when 1 then 1 else -1 end as sign,
        measured_fill_facts.price::double as paid,
        notional(
            measured_fill_facts.quantity::double,
            measured_fill_facts.price::double,
            run_instruments.multiplier::double,
            run_instruments.is_inverse
        ) as notional,
        case
            when measured_fill_facts.evidence_kind <> 3
                then (measured_fill_facts.best_bid::double + measured_fill_facts.best_ask::double) / 2
            else measured_fill_facts.mid_before::double
        end as mid,
        measured_fill_facts.mid_100ms::double as mid_100ms,
        measured_fill_facts.mid_1s::double as mid_1s,
        measured_fill_facts.mid_5s::double as mid_5s,
        measured_fill_facts.mid_30s::double as mid_30s,
        measured_fill_facts.mid_60s::double as mid_60s,
        measured_fill_facts.mid_300s::double as mid_300s,
    from measured_fill_facts
    inner join run_instruments
        on measured_fill_facts.run_id = run_instruments.run_id
        and measured_fill_facts.instrument_index = run_instruments.instrument_index
    left join children
        on measured_fill_facts.run_id = children.run_id
        and measured_fill_facts.order_id = children.order_id
)

select
    run_id,
    fill_seq,
    ts_init,
    instrument_id,
    'O-' || parent_id as parent_order_id,
    algorithm,
    side_name(side) as side,
    liquidity_name(liquidity) as liquidity,
    price,
    quantity,
    notional,
    power(10, floor(log10(nullif(notional, 0)))) as size_bucket,
    ts_init // 3_600_000_000_000 % 24 as hour_utc,
    mid,
    sign * (paid - mid) / nullif(mid, 0) * 1e4 as slippage_bps,
    2 * sign * (paid - mid) / nullif(mid, 0) * 1e4 as effective_spread_bps,
    2 * sign * (paid - mid_5s) / nullif(mid, 0) * 1e4 as realized_spread_bps,
    2 * sign * (mid_5s - mid) / nullif(mid, 0) * 1e4 as price_impact_bps,
    sign * (mid_100ms - paid) / nullif(paid, 0) * 1e4 as markout_100ms_bps,
    sign * (mid_1s - paid) / nullif(paid, 0) * 1e4 as markout_1s_bps,
    sign * (mid_5s - paid) / nullif(paid, 0) * 1e4 as markout_5s_bps,
    sign * (mid_30s - paid) / nullif(paid, 0) * 1e4 as markout_30s_bps,
    sign * (mid_60s - paid) / nullif(paid, 0) * 1e4 as markout_60s_bps,
    sign * (mid_300s - paid) / nullif(paid, 0) * 1e4 as markout_300s_bps,
from priced
